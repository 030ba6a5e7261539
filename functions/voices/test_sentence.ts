import { DUB_RATE_HZ } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { toWav } from '../../domain/wav.ts'
import { and, eq } from 'drizzle-orm'
import { TIERS } from '../../domain/tier.ts'
import { accounts, voices } from '../../infra/db/schema/mod.ts'
import { noSuchVoice, ownVoice } from './change.ts'
import { requireConsent } from './consent.ts'
import type { VoiceInput, VoicesDeps } from './context.ts'
import { testKey, voicePrefix } from './keys.ts'
import { readEmbedding } from './speaking_voice.ts'
import { TEST_SENTENCES } from './test_sentences.ts'

export interface TestSentenceInput extends VoiceInput {
  readonly language: Language
}

/**
 * A sentence in a language, spoken with the voice, as a WAV file; made once and kept with the voice.
 * Throws DomainError `not-found`, `forbidden` (tier, consent), `conflict` for a voice that is not ready, `language-unavailable`, and what the engine throws.
 */
export async function testSentence(deps: VoicesDeps, { accountId, voiceId, language }: TestSentenceInput, { signal }: { signal?: AbortSignal } = {}): Promise<Uint8Array> {
  const { db, blob, cloner } = deps
  const text = TEST_SENTENCES[language]
  if (text === undefined) throw new DomainError('language-unavailable', `Cannot speak a test sentence: there is none in "${language}"`)
  await requireUsable(deps, { accountId, voiceId })
  const key = testKey({ accountId, voiceId }, cloner.engine, language)
  const kept = await blob.read(key)
  if (kept) return kept
  const embedding = await readEmbedding(deps, { accountId, voiceId, engine: cloner.engine })
  if (!embedding) throw new DomainError('conflict', 'Cannot speak a test sentence: the voice is not ready for the engine that is there')
  const pieces: Int16Array[] = []
  for await (const piece of cloner.speak({ text, language, embedding }, signal ? { signal } : {})) pieces.push(piece)
  const wav = toWav(pieces, { rateHz: DUB_RATE_HZ })
  await blob.put(key, wav)
  const [still] = await db.select({ voiceId: voices.voiceId }).from(voices).where(ownVoice({ accountId, voiceId }))
  if (still) return wav
  // It was deleted while the engine spoke.
  await blob.deletePrefix(voicePrefix({ accountId, voiceId }))
  throw noSuchVoice('test')
}

async function requireUsable({ db }: VoicesDeps, { accountId, voiceId }: VoiceInput): Promise<void> {
  const [found] = await db.select({ tier: accounts.tier, state: voices.state }).from(voices).innerJoin(accounts, eq(accounts.accountId, voices.accountId))
    .where(and(ownVoice({ accountId, voiceId })))
  if (!found) throw noSuchVoice('test')
  if (!TIERS[found.tier].clonedVoice) throw new DomainError('forbidden', `Cannot speak a test sentence: the ${found.tier} tier has no cloned voices`)
  if (found.state !== 'ready') throw new DomainError('conflict', `Cannot speak a test sentence: the voice is not ready (${found.state})`)
  await requireConsent(db, accountId, 'cloning')
}
