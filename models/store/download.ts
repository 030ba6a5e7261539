import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DomainError } from '../../domain/errors.ts'
import { lockFolder } from '../../infra/db/folder_lock.ts'
import type { ModelFile } from '../registry.ts'
import { announce } from './announce.ts'
import type { Announced } from './announce.ts'
import type { AskOptions } from './ask_hub.ts'
import { downloadFile, reason, sizeOf } from './download_file.ts'
import { requireSpace } from './free_space.ts'
import { writeSums } from './sums.ts'

export interface Progress {
  readonly file: string
  readonly doneBytes: number
  /** Null until the hub says it. */
  readonly totalBytes: number | null
  /** Of the whole model: what is there, and what it will be, where every file's size is known. */
  readonly model?: { readonly doneBytes: number; readonly totalBytes: number | null }
}

export interface DownloadOptions extends Omit<AskOptions, 'fetch'> {
  /** Without a slash at its end. */
  readonly hubUrl: string
  /** Repository: `owner/name`. */
  readonly origin: string
  readonly files: readonly ModelFile[]
  readonly folder: string
  readonly onProgress?: (progress: Progress) => void
  readonly fetch?: typeof globalThis.fetch
  readonly free?: (folder: string) => Promise<number | null>
  readonly stallMs?: number
}

interface Missing {
  readonly path: string
  readonly url: URL
  readonly expected: Announced
}

/**
 * Fetches what is missing of a model, one file at a time, and writes its `SHA256SUMS` last. Two processes do not fetch the same model.
 * Throws DomainError `model-unavailable` that says what to do, or the signal's reason.
 */
export async function downloadModel({ hubUrl, origin, files, folder, onProgress, free, fetch = globalThis.fetch, ...rest }: DownloadOptions): Promise<void> {
  await mkdir(folder, { recursive: true })
  const lock = await lockFolder(folder).catch((cause: unknown) => {
    throw new DomainError('model-unavailable', `Another process is fetching ${origin}: wait for it, or remove ${folder}.lock if none is`, { cause })
  })
  try {
    const ask = { ...rest, fetch }
    const missing: Missing[] = []
    let doneBytes = 0
    for (const file of files) {
      const size = await sizeOf(join(folder, file.path))
      if (size !== null) doneBytes += size
      else {
        const url = new URL(`${hubUrl.replace(/\/+$/, '')}/${origin}/resolve/main/${file.path}`)
        const said = await askFirst(url, ask)
        missing.push({
          path: file.path, url,
          expected: { bytes: file.bytes ?? said.bytes, sha256: file.sha256 ?? said.sha256, gitSha1: file.sha256 === null ? said.gitSha1 : null },
        })
      }
    }
    const sizes = missing.map(({ expected }) => expected.bytes)
    const totalBytes = sizes.every((bytes) => bytes !== null) ? sizes.reduce((sum, bytes) => sum + bytes, doneBytes) : null
    await requireSpace(folder, await restBytes(folder, missing), { free })

    const sums = new Map<string, string>()
    for (const { path, url, expected } of missing) {
      const target = join(folder, path)
      await mkdir(dirname(target), { recursive: true })
      sums.set(path, await downloadFile({
        ...ask, url, target, expected,
        onProgress: (done, total) => onProgress?.({ file: path, doneBytes: done, totalBytes: total, model: { doneBytes: doneBytes + done, totalBytes } }),
      }))
      doneBytes += (await sizeOf(target)) ?? 0
    }
    await writeSums(folder, files.map(({ path }) => path), sums)
  } finally {
    await lock.release()
  }
}

async function askFirst(url: URL, options: AskOptions): Promise<Announced> {
  try {
    return await announce(url, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    if (error instanceof DomainError) throw error
    throw new DomainError('model-unavailable', `Cannot download ${url.href}: ${reason(error)}. Check the network, or set HF_ENDPOINT to a mirror that can be reached`, { cause: error })
  }
}

/** What is still to come, less what parts have of it. */
async function restBytes(folder: string, missing: readonly Missing[]): Promise<number> {
  const rests = await Promise.all(missing.map(async ({ path, expected }) =>
    Math.max(0, (expected.bytes ?? 0) - ((await sizeOf(`${join(folder, path)}.part`)) ?? 0))))
  return rests.reduce((sum, bytes) => sum + bytes, 0)
}
