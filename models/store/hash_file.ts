import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'

export interface HashOptions {
  readonly signal?: AbortSignal
}

/** SHA-256 of a file, in hexadecimal. */
export function hashFile(path: string, options: HashOptions = {}): Promise<string> {
  return digest(path, 'sha256', '', options)
}

/** What git calls a file, in hexadecimal: SHA-1 of `blob SIZE\0` and the bytes. The hub's ETag of a file that is kept in git itself. */
export async function gitBlobSha1(path: string, options: HashOptions = {}): Promise<string> {
  return digest(path, 'sha1', `blob ${(await stat(path)).size}\0`, options)
}

async function digest(path: string, algorithm: string, head: string, { signal }: HashOptions): Promise<string> {
  const hash = createHash(algorithm).update(head)
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}
