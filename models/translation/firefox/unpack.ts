import { createReadStream } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { Decompress } from 'fzstd'

/** Small enough for others to get their turn between two chunks. */
const CHUNK_BYTES = 32 * 1_024

/**
 * Decompresses a zstd file (RFC 8878) beside itself, checks size and SHA-256, then renames it to `target`.
 * Throws an Error with code `DAMAGED` when it is not the file that was announced.
 */
export async function unpack(source: string, target: string, { bytes, sha256, signal }: { bytes: number; sha256: string; signal?: AbortSignal | undefined }): Promise<void> {
  const fresh = `${target}.new`
  const file = await open(fresh, 'w')
  const hash = createHash('sha256')
  let done = 0
  let made: Uint8Array[] = []
  try {
    const stream = new Decompress((chunk) => void made.push(chunk))
    const write = async () => {
      const chunks = made
      made = []
      for (const chunk of chunks) {
        done += chunk.length
        if (done > bytes) throw damaged()
        hash.update(chunk)
        await file.write(chunk)
      }
    }
    for await (const chunk of createReadStream(source, { highWaterMark: CHUNK_BYTES, ...(signal ? { signal } : {}) })) {
      push(stream, chunk as Uint8Array, false)
      await write()
    }
    push(stream, new Uint8Array(), true)
    await write()
    await file.sync()
  } finally {
    await file.close()
  }
  if (done !== bytes || hash.digest('hex') !== sha256) throw damaged()
  await rename(fresh, target)
}

function push(stream: Decompress, chunk: Uint8Array, last: boolean): void {
  try {
    stream.push(chunk, last)
  } catch (cause) {
    throw Object.assign(damaged(), { cause })
  }
}

function damaged(): Error {
  return Object.assign(new Error('what was unpacked is not the file that was announced'), { code: 'DAMAGED' })
}
