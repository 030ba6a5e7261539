import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, open, rename, rm, stat } from 'node:fs/promises'
import { DomainError } from '../../domain/errors.ts'

export interface DownloadFileOptions {
  readonly url: URL
  /** Path of the finished file; while it grows it is called `.part`. */
  readonly target: string
  /** Null where the server's word is taken. */
  readonly bytes: number | null
  readonly sha256: string | null
  readonly signal?: AbortSignal
  readonly fetch: typeof globalThis.fetch
  readonly onProgress: (doneBytes: number, totalBytes: number | null) => void
}

interface Expected {
  readonly bytes: number | null
  readonly sha256: string | null
}

/**
 * Fetches one file over HTTP: resumes a `.part`, checks size and SHA-256 where they are known, then renames it, so that
 * a file under its own name is whole. Nothing is done for a file that is there.
 * Throws DomainError `model-unavailable`, or the signal's reason.
 */
export async function downloadFile(options: DownloadFileOptions): Promise<void> {
  const { url, target, signal } = options
  if (await sizeOf(target) !== null) return
  const part = `${target}.part`
  try {
    const expected = await askForExpected(options)
    await fetchRest(options, part, expected)
    await check(part, expected)
    await rename(part, target)
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof DomainError) throw error
    throw new DomainError('model-unavailable', `Cannot download ${url.href}: ${reason(error)}. It goes on from here at the next start`, { cause: error })
  }
}

/** The hub names size and SHA-256 of a large file in headers of the answer that redirects to its storage. */
async function askForExpected({ url, bytes, sha256, fetch, signal }: DownloadFileOptions): Promise<Expected> {
  const response = await fetch(url, { method: 'HEAD', redirect: 'manual', signal })
  if (response.status >= 400) throw refused(url, response.status)
  const etag = (response.headers.get('x-linked-etag') ?? response.headers.get('etag'))?.replace(/^W\//, '').replaceAll('"', '') ?? null
  const size = Number(response.headers.get('x-linked-size') ?? (response.status === 200 ? response.headers.get('content-length') : null) ?? Number.NaN)
  return {
    bytes: bytes ?? (Number.isInteger(size) ? size : null),
    sha256: sha256 ?? (etag && /^[0-9a-f]{64}$/.test(etag) ? etag : null),
  }
}

async function fetchRest({ url, fetch, signal, onProgress }: DownloadFileOptions, part: string, expected: Expected): Promise<void> {
  const have = (await sizeOf(part)) ?? 0
  if (have > 0 && have === expected.bytes) return
  const resume = have > 0 && (expected.bytes === null || have < expected.bytes)
  const headers: Record<string, string> = resume ? { range: `bytes=${have}-` } : {}
  const response = await fetch(url, { headers, signal })
  if (!response.ok || !response.body) throw refused(url, response.status)
  const from = resume && response.status === 206 ? have : 0
  const file = await open(part, from > 0 ? 'a' : 'w')
  try {
    let done = from
    for await (const chunk of response.body) {
      await file.write(chunk)
      done += chunk.byteLength
      onProgress(done, expected.bytes)
    }
    await file.sync()
  } finally {
    await file.close()
  }
}

async function check(part: string, { bytes, sha256 }: Expected): Promise<void> {
  const size = await sizeOf(part)
  if (bytes !== null && size !== null && size < bytes) throw new Error(`the connection ended after ${size} of ${bytes} bytes`)
  const whole = (bytes === null || size === bytes) && (sha256 === null || (await hashFile(part)) === sha256)
  if (whole) return
  await rm(part, { force: true })
  throw new Error('what arrived is not the file that was announced, and was thrown away')
}

/** SHA-256 of a file, in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

async function sizeOf(path: string): Promise<number | null> {
  const present = await access(path).then(() => true, () => false)
  return present ? (await stat(path)).size : null
}

function refused(url: URL, status: number): DomainError {
  const advice = status === 401 || status === 403 || status === 404 ? 'the hub does not have it for everyone' : 'try again later'
  return new DomainError('model-unavailable', `Cannot download ${url.href}: the hub answered ${status}, ${advice}`)
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}
