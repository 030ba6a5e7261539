import { Buffer } from 'node:buffer'
import type { Cache } from '../../infra/cache/cache.ts'

/** Nobody speaks with a voice from here without asking the database first, so this is only how long bytes stay in memory. */
const KEPT_MS = 10 * 60_000

interface OfEngine {
  readonly voiceId: string
  readonly engine: string
}

const keyOf = ({ voiceId, engine }: OfEngine) => `voice:${voiceId}:${engine}`

/** @param version of the embedding: another one is not taken for it */
export async function cachedEmbedding(cache: Cache, of: OfEngine, version: number): Promise<Uint8Array | null> {
  const kept = await cache.get(keyOf(of))
  const [head, body] = kept?.split(':') ?? []
  return head === String(version) && body ? new Uint8Array(Buffer.from(body, 'base64')) : null
}

export async function keepEmbedding(cache: Cache, of: OfEngine, { version, embedding }: { version: number; embedding: Uint8Array }): Promise<void> {
  await cache.set(keyOf(of), `${version}:${Buffer.from(embedding).toString('base64')}`, { ttlMs: KEPT_MS })
}

export async function forgetEmbedding(cache: Cache, of: OfEngine): Promise<void> {
  await cache.set(keyOf(of), '', { ttlMs: 1 })
}
