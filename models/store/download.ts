import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ModelFile } from '../registry.ts'
import { downloadFile } from './download_file.ts'

export interface Progress {
  readonly file: string
  readonly doneBytes: number
  /** Null until the hub says it. */
  readonly totalBytes: number | null
}

export interface DownloadOptions {
  /** Without a slash at its end. */
  readonly hubUrl: string
  /** Repository: `owner/name`. */
  readonly origin: string
  readonly files: readonly ModelFile[]
  readonly folder: string
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  readonly fetch?: typeof globalThis.fetch
}

/** Fetches what is missing of a model, one file at a time. Throws DomainError `model-unavailable`. */
export async function downloadModel({ hubUrl, origin, files, folder, signal, onProgress, fetch = globalThis.fetch }: DownloadOptions): Promise<void> {
  for (const file of files) {
    const target = join(folder, file.path)
    await mkdir(dirname(target), { recursive: true })
    const url = new URL(`${hubUrl.replace(/\/+$/, '')}/${origin}/resolve/main/${file.path}`)
    await downloadFile({
      url, target, bytes: file.bytes, sha256: file.sha256, signal, fetch,
      onProgress: (doneBytes, totalBytes) => onProgress?.({ file: file.path, doneBytes, totalBytes }),
    })
  }
}
