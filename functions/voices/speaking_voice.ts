import { and, desc, eq, isNull } from 'drizzle-orm'
import { TIERS } from '../../domain/tier.ts'
import { CONSENT_VERSIONS } from '../../domain/voice.ts'
import { accounts, voiceConsents, voiceEmbeddings, voices } from '../../infra/db/schema/mod.ts'
import type { VoicesDeps } from './context.ts'
import { cachedEmbedding, keepEmbedding } from './embedding_cache.ts'
import { engineKey } from './keys.ts'

export interface SpeakingVoice {
  readonly voiceId: string
  readonly engine: string
}

/**
 * The voice that someone's captions are spoken with by an engine: ready, the one chosen last, with a consent that stands and a tier that has
 * cloned voices; null without one. Asked before speech is made, and again before it is kept, since the consent may have been taken back.
 */
export async function speakingVoice({ db }: Pick<VoicesDeps, 'db'>, { accountId, engine }: { accountId: string; engine: string }): Promise<SpeakingVoice | null> {
  const [found] = await db.select({ voiceId: voices.voiceId, tier: accounts.tier, version: voiceConsents.version }).from(voices)
    .innerJoin(accounts, eq(accounts.accountId, voices.accountId))
    .innerJoin(voiceEmbeddings, and(eq(voiceEmbeddings.voiceId, voices.voiceId), eq(voiceEmbeddings.engine, engine)))
    .innerJoin(voiceConsents, and(eq(voiceConsents.accountId, voices.accountId), eq(voiceConsents.purpose, 'cloning'), isNull(voiceConsents.revokedAt)))
    .where(and(eq(voices.accountId, accountId), eq(voices.state, 'ready'))).orderBy(desc(voices.chosenAt)).limit(1)
  if (!found || !TIERS[found.tier].clonedVoice || found.version !== CONSENT_VERSIONS.cloning) return null
  return { voiceId: found.voiceId, engine }
}

/** What the engine made of a voice, from the cache or its file; null when it is gone. */
export async function readEmbedding(
  { db, blob, cache }: Pick<VoicesDeps, 'db' | 'blob' | 'cache'>, { accountId, voiceId, engine }: SpeakingVoice & { readonly accountId: string },
): Promise<Uint8Array | null> {
  const [row] = await db.select({ madeAt: voiceEmbeddings.madeAt, state: voices.state }).from(voiceEmbeddings)
    .innerJoin(voices, and(eq(voices.voiceId, voiceEmbeddings.voiceId), eq(voices.accountId, accountId)))
    .where(and(eq(voiceEmbeddings.voiceId, voiceId), eq(voiceEmbeddings.engine, engine)))
  if (!row || row.state === 'deleting') return null
  const version = row.madeAt.getTime()
  const cached = await cachedEmbedding(cache, { voiceId, engine }, version)
  if (cached) return cached
  const embedding = await blob.read(engineKey({ accountId, voiceId }, engine))
  if (embedding) await keepEmbedding(cache, { voiceId, engine }, { version, embedding })
  return embedding
}
