import type { Blobs } from './blob.ts'
import { readContent, requireKey, requirePrefix } from './blob.ts'

/** Blobs that are gone at the end, for tests. */
export function createMemoryBlobs(): Blobs {
  const blobs = new Map<string, Uint8Array>()
  const below = (prefix: string) => [...blobs.keys()].filter((key) => key.startsWith(prefix))
  return {
    async put(key, content, options = {}) {
      requireKey(key)
      const pieces: Uint8Array<ArrayBuffer>[] = []
      for await (const piece of readContent(content, options)) pieces.push(new Uint8Array(piece))
      const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer())
      blobs.set(key, bytes)
      return { size: bytes.byteLength }
    },
    async get(key) {
      const bytes = blobs.get(requireKey(key))
      return bytes ? { size: bytes.byteLength, stream: new Blob([bytes.slice()]).stream() } : null
    },
    async read(key) {
      return blobs.get(requireKey(key))?.slice() ?? null
    },
    async delete(key) {
      return blobs.delete(requireKey(key))
    },
    async deletePrefix(prefix) {
      const keys = below(requirePrefix(prefix))
      for (const key of keys) blobs.delete(key)
      return keys.length
    },
    async *list(prefix) {
      if (prefix !== '') requirePrefix(prefix)
      for (const key of below(prefix)) yield { key, size: blobs.get(key)?.byteLength ?? 0 }
    },
    ready: () => Promise.resolve(true),
  }
}
