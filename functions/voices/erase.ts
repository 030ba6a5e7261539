import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { ConsentPurpose } from '../../domain/voice.ts'
import { voiceConsents, voiceEmbeddings, voices, voiceSamples } from '../../infra/db/schema/mod.ts'
import { noSuchVoice } from './change.ts'
import type { VoiceInput, VoicesDeps } from './context.ts'
import { forgetEmbedding } from './embedding_cache.ts'
import { voicePrefix, voicesPrefix } from './keys.ts'

/** Erases a voice and all that was spoken with it. Throws DomainError `not-found`; when it is cut off, `tendVoices` finishes it. */
export async function deleteVoice(deps: VoicesDeps, { accountId, voiceId }: VoiceInput): Promise<void> {
  const marked = await deps.db.update(voices).set({ state: 'deleting', changedAt: new Date(deps.now()) })
    .where(and(eq(voices.voiceId, voiceId), eq(voices.accountId, accountId))).returning({ voiceId: voices.voiceId })
  if (marked.length === 0) throw noSuchVoice('delete')
  await eraseVoice(deps, { accountId, voiceId })
}

/**
 * Takes consent back and erases what it allowed: with `cloning` every voice and everything spoken with one, with `meetings` what was
 * collected there. It may be called again after a failure, and `tendVoices` does. Without a consent that stands it finishes what an earlier call began.
 */
export async function revokeConsent(deps: VoicesDeps, { accountId, purpose }: { accountId: string; purpose: ConsentPurpose }): Promise<void> {
  const { db, now, log } = deps
  const at = new Date(now())
  const taken = await db.transaction(async (tx) => {
    // The consents come first: whoever adds a sample holds them meanwhile, and finds none afterwards.
    const purposes: ConsentPurpose[] = purpose === 'cloning' ? ['cloning', 'meetings'] : ['meetings']
    const revoked = await tx.update(voiceConsents).set({ revokedAt: at })
      .where(and(eq(voiceConsents.accountId, accountId), inArray(voiceConsents.purpose, purposes), isNull(voiceConsents.revokedAt))).returning({ purpose: voiceConsents.purpose })
    const collected = tx.select({ voiceId: voiceSamples.voiceId }).from(voiceSamples).where(and(eq(voiceSamples.accountId, accountId), eq(voiceSamples.source, 'meeting')))
    await tx.update(voices).set({ state: 'deleting', changedAt: at })
      .where(and(eq(voices.accountId, accountId), purpose === 'cloning' ? sql`true` : inArray(voices.voiceId, collected)))
    return revoked
  })
  if (taken.length > 0) log.info('voice-consent-revoked', { accountId, purposes: taken.map((one) => one.purpose) })
  await finishErasing(deps, accountId)
}

/** Erases what of an account was marked for it, and says so in its consents. Throws what the files' place and the database throw. */
export async function finishErasing(deps: VoicesDeps, accountId: string): Promise<void> {
  const { db, blob, now } = deps
  const doomed = await db.select({ voiceId: voices.voiceId }).from(voices).where(and(eq(voices.accountId, accountId), eq(voices.state, 'deleting')))
  for (const { voiceId } of doomed) await eraseVoice(deps, { accountId, voiceId })
  const unerased = and(eq(voiceConsents.accountId, accountId), isNotNull(voiceConsents.revokedAt), isNull(voiceConsents.erasedAt))
  const revoked = await db.select({ purpose: voiceConsents.purpose }).from(voiceConsents).where(unerased)
  const [standing] = await db.select({ consentId: voiceConsents.consentId }).from(voiceConsents)
    .where(and(eq(voiceConsents.accountId, accountId), eq(voiceConsents.purpose, 'cloning'), isNull(voiceConsents.revokedAt)))
  if (revoked.some(({ purpose }) => purpose === 'cloning') && !standing) {
    await deps.eraseClones({ accountId })
    await blob.deletePrefix(voicesPrefix(accountId))
  }
  await db.update(voiceConsents).set({ erasedAt: new Date(now()) }).where(unerased)
}

/** What a deleted account leaves of its voice: nothing. Its rows go with the account's. */
export async function eraseAccountVoices(deps: VoicesDeps, { accountId }: { accountId: string }): Promise<void> {
  await revokeConsent(deps, { accountId, purpose: 'cloning' })
  // A consent may have been superseded or never given: the files go in any case.
  await deps.eraseClones({ accountId })
  await deps.blob.deletePrefix(voicesPrefix(accountId))
}

/** Files first, then rows: cut off in between, it can be done again. */
async function eraseVoice({ db, blob, cache, work, eraseClones, log }: VoicesDeps, voice: VoiceInput): Promise<void> {
  const { accountId, voiceId } = voice
  await work.stop(voiceId).catch((error: unknown) => log.warn('voice-work-not-stopped', { voiceId, error }))
  const made = await db.select({ engine: voiceEmbeddings.engine }).from(voiceEmbeddings).where(eq(voiceEmbeddings.voiceId, voiceId))
  for (const { engine } of made) await forgetEmbedding(cache, { voiceId, engine })
  await eraseClones({ accountId, voiceId })
  const files = await blob.deletePrefix(voicePrefix(voice))
  await db.delete(voices).where(and(eq(voices.voiceId, voiceId), eq(voices.state, 'deleting')))
  log.info('voice-erased', { accountId, voiceId, files })
}
