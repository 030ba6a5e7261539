import { open, rename, rm, stat } from 'node:fs/promises'
import { DomainError } from '../../domain/errors.ts'
import { AS_IT_IS } from './announce.ts'
import type { Announced } from './announce.ts'
import { askHub } from './ask_hub.ts'
import type { AskOptions } from './ask_hub.ts'
import { gitBlobSha1, hashFile } from './hash_file.ts'

export interface DownloadFileOptions extends AskOptions {
  readonly url: URL
  /** Path of the finished file; while it grows it is called `.part`. */
  readonly target: string
  /** What is known of the file, from the registry or from the server's word. */
  readonly expected: Announced
  readonly onProgress: (doneBytes: number, totalBytes: number | null) => void
  /** A connection that brings nothing for so long counts as cut. */
  readonly stallMs?: number
}

const STALL_MS = 60_000
/** Connections that break one after the other, without having brought anything, before it is given up. */
const FRUITLESS_MAX = 3

/**
 * Fetches one file over HTTP: resumes a `.part`, also when the connection breaks on the way, checks size and digest where they are known,
 * then renames it, so that a file under its own name is whole. Nothing is done for a file that is there.
 * Throws DomainError `model-unavailable` that says what to do, or the signal's reason.
 * @returns the file's SHA-256
 */
export async function downloadFile(options: DownloadFileOptions): Promise<string> {
  const { url, target, signal } = options
  if (await sizeOf(target) !== null) return hashFile(target, { signal })
  const part = `${target}.part`
  try {
    await fetchWhole(options, part)
    const sha256 = await check(part, options.expected)
    await rename(part, target)
    return sha256
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof DomainError) throw error
    const full = (error as NodeJS.ErrnoException).code === 'ENOSPC'
    const advice = full ? 'Free some and do it again' : 'It goes on from here the next time'
    throw new DomainError('model-unavailable', `Cannot download ${url.href}: ${full ? `there is no room left for ${target}` : reason(error)}. ${advice}`, { cause: error })
  }
}

async function fetchWhole(options: DownloadFileOptions, part: string): Promise<void> {
  const { expected } = options
  let fruitless = 0
  for (;;) {
    const before = (await sizeOf(part)) ?? 0
    try {
      await fetchRest(options, part)
      const after = (await sizeOf(part)) ?? 0
      if (expected.bytes === null || after >= expected.bytes) return
      throw coded('CUT_OFF', `the connection ended after ${after} of ${expected.bytes} bytes`)
    } catch (error) {
      options.signal?.throwIfAborted()
      fruitless = ((await sizeOf(part)) ?? 0) > before ? 0 : fruitless + 1
      // A disk that is full and an answer that refuses stay as they are; without a size nobody can tell where the file ends.
      if (error instanceof DomainError || (error as NodeJS.ErrnoException).code === 'ENOSPC' || expected.bytes === null || fruitless >= FRUITLESS_MAX) throw error
    }
  }
}

async function fetchRest(options: DownloadFileOptions, part: string): Promise<void> {
  const { url, expected, signal, stallMs = STALL_MS, onProgress } = options
  const have = (await sizeOf(part)) ?? 0
  if (have > 0 && have === expected.bytes) return
  const resume = have > 0 && (expected.bytes === null || have < expected.bytes)
  const stalled = new AbortController()
  const stall = () => stalled.abort(new Error(`nothing came for ${stallMs} ms`))
  let timer = setTimeout(stall, stallMs)
  try {
    const response = await askHub(url, { headers: resume ? { ...AS_IT_IS, range: `bytes=${have}-` } : AS_IT_IS }, {
      ...options, signal: signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal,
    })
    if (!response.body) throw new Error('the answer has no body')
    let done = resume && response.status === 206 ? have : 0
    const file = await open(part, done > 0 ? 'a' : 'w')
    try {
      for await (const chunk of response.body) {
        clearTimeout(timer)
        timer = setTimeout(stall, stallMs)
        await writeAll(file, chunk)
        done += chunk.byteLength
        onProgress(done, expected.bytes)
      }
      await file.sync()
    } finally {
      await file.close()
    }
  } finally {
    clearTimeout(timer)
  }
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength;) at += (await file.write(chunk, at)).bytesWritten
}

async function check(part: string, { bytes, sha256, gitSha1 }: Announced): Promise<string> {
  const size = await sizeOf(part)
  const actual = await hashFile(part)
  const whole = (bytes === null || size === bytes) && (sha256 === null || actual === sha256) && (gitSha1 === null || (await gitBlobSha1(part)) === gitSha1)
  if (whole) return actual
  await rm(part, { force: true })
  throw coded('DAMAGED', 'what arrived is not the file that was announced, and was thrown away')
}

/** Bytes of a file; null where there is none. */
export async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(({ size }) => size, () => null)
}

/** What went wrong, with its cause: `fetch` says no more than that it failed. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}

/** Codes, as the system's own errors have them, tell causes apart without reading sentences. */
function coded(code: 'CUT_OFF' | 'DAMAGED', message: string): Error {
  return Object.assign(new Error(message), { code })
}
