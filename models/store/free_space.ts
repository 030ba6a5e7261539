import { statfs } from 'node:fs/promises'
import { DomainError } from '../../domain/errors.ts'

/** What stays free for everything else on the disk. */
const RESERVE_BYTES = 200_000_000

/** Bytes that this process may still write below a folder that exists; null where the system does not say. */
export async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    return null
  }
}

/** Throws DomainError `model-unavailable` when `bytes` more would fill the disk. */
export async function requireSpace(folder: string, bytes: number, { free = freeBytes } = {}): Promise<void> {
  const available = await free(folder)
  if (available === null || bytes + RESERVE_BYTES <= available) return
  const [needed, there] = [Math.ceil((bytes + RESERVE_BYTES) / 1e6), Math.floor(available / 1e6)]
  throw new DomainError('model-unavailable', `There is no room for the download in ${folder}: it takes ${needed} MB, with something to spare, and ${there} MB are free. Free some, or set PARLEY_CACHE to a folder on another disk`)
}
