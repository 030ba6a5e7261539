import { and, eq, inArray, isNotNull, isNull, lt, or } from 'drizzle-orm'
import { accounts, voiceConsents, voiceEmbeddings, voices, voiceSamples } from '../../infra/db/schema/mod.ts'
import type { VoicesDeps } from './context.ts'
import { finishErasing } from './erase.ts'
import { uploadKey, voicePrefix } from './keys.ts'

/** An upload takes minutes at most. */
const UPLOAD_LOST_MS = 15 * 60_000
/** Work says how far it is more often than this; what has not was not begun, or its worker's server is new. */
const WORK_LOST_MS = 60_000
/** A voice that waits for an engine is looked after by its own work; this is for work that is gone. */
const WAITING_LOST_MS = 60 * 60_000

/** Sees to it that what was begun is finished: erasing, uploads whose process was killed, work that could not begin. Throws what the database throws. */
export async function tendVoices(deps: VoicesDeps): Promise<void> {
  await eraseDoomed(deps)
  await settleUploads(deps)
  await restartWork(deps)
}

async function eraseDoomed(deps: VoicesDeps): Promise<void> {
  const { db, log } = deps
  const doomed = await db.select({ accountId: voices.accountId }).from(voices).where(eq(voices.state, 'deleting'))
  const revoked = await db.select({ accountId: voiceConsents.accountId }).from(voiceConsents).where(and(isNotNull(voiceConsents.revokedAt), isNull(voiceConsents.erasedAt)))
  for (const accountId of new Set([...doomed, ...revoked].map((row) => row.accountId))) {
    // One that fails keeps the others from nothing.
    await finishErasing(deps, accountId).catch((error: unknown) => log.error('voices-not-erased', { accountId, error }))
  }
}

/** A file is there whole or not at all: whole, it is checked as if its sender had waited. */
async function settleUploads({ db, blob, now, log }: VoicesDeps): Promise<void> {
  const lost = await db.select().from(voiceSamples).where(and(eq(voiceSamples.state, 'uploading'), lt(voiceSamples.createdAt, new Date(now() - UPLOAD_LOST_MS))))
  for (const sample of lost) {
    const file = await blob.get(uploadKey(sample))
    await file?.stream.cancel()
    if (file) await db.update(voiceSamples).set({ state: 'checking' }).where(and(eq(voiceSamples.sampleId, sample.sampleId), eq(voiceSamples.state, 'uploading')))
    else await db.delete(voices).where(eq(voices.voiceId, sample.voiceId))
    log.info('voice-upload-settled', { accountId: sample.accountId, voiceId: sample.voiceId, kept: file !== null })
  }
}

async function restartWork({ db, cloner, work, now, log }: VoicesDeps): Promise<void> {
  const since = (ms: number) => lt(voices.changedAt, new Date(now() - ms))
  // Another engine than the one that made the voice: it listens to it as well.
  const engine = await cloner.ready() ? cloner.engine : null
  const lost = await db.select({ voiceId: voices.voiceId, accountId: voices.accountId, tier: accounts.tier, state: voices.state }).from(voices)
    .innerJoin(accounts, eq(accounts.accountId, voices.accountId))
    .innerJoin(voiceSamples, and(eq(voiceSamples.voiceId, voices.voiceId), inArray(voiceSamples.state, ['checking', 'good'])))
    .leftJoin(voiceEmbeddings, and(eq(voiceEmbeddings.voiceId, voices.voiceId), eq(voiceEmbeddings.engine, engine ?? '')))
    .where(or(
      and(inArray(voices.state, ['checking', 'making']), since(WORK_LOST_MS)),
      and(eq(voices.state, 'waiting'), since(engine === null ? WAITING_LOST_MS : WORK_LOST_MS)),
      engine === null ? undefined : and(eq(voices.state, 'ready'), isNull(voiceEmbeddings.engine), since(WORK_LOST_MS)),
    ))
  for (const { state, ...voice } of lost) {
    try {
      await work.start({ ...voice, again: state === 'ready' })
      await db.update(voices).set({ changedAt: new Date(now()) }).where(eq(voices.voiceId, voice.voiceId))
    } catch (error) {
      log.warn('voice-work-not-started', { voiceId: voice.voiceId, error })
      return
    }
  }
}

/** Deletes files of voices that there are no rows of, which a process left that was killed between the two. */
export async function sweepVoiceFiles({ db, blob, log }: VoicesDeps): Promise<void> {
  const found = new Map<string, string>()
  for await (const { key } of blob.list('accounts/')) {
    const [, accountId, kind, voiceId] = key.split('/')
    if (accountId && kind === 'voices' && voiceId) found.set(voiceId, accountId)
  }
  for (const [voiceId, accountId] of found) {
    const [row] = await db.select({ voiceId: voices.voiceId }).from(voices).where(eq(voices.voiceId, voiceId))
    if (row) continue
    const files = await blob.deletePrefix(voicePrefix({ accountId, voiceId }))
    log.warn('voice-files-without-voice', { accountId, voiceId, files })
  }
}
