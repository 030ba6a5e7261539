import { and, eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { SPEECH_RATE } from '../../domain/audio.ts'
import { SAMPLE_SPEECH_MAX_MS, SAMPLE_SPEECH_MIN_MS } from '../../domain/voice.ts'
import { toWav } from '../../domain/wav.ts'
import { isUniqueViolation } from '../../infra/db/errors.ts'
import { accounts, voices, voiceSamples } from '../../infra/db/schema/mod.ts'
import { noSuchVoice } from './change.ts'
import type { VoiceInput, VoicesDeps } from './context.ts'
import { requireConsent } from './consent.ts'
import { pieceKey, piecesPrefix, uploadKey } from './keys.ts'
import { reserveSample } from './reserve.ts'

/** Begins a voice that is made of what its owner says in meetings. Throws as `reserveSample`, and `conflict` while one is collected already. */
export async function startCollecting(deps: VoicesDeps, { accountId, name }: { accountId: string; name: string }): Promise<{ voiceId: string }> {
  try {
    const { voiceId } = await reserveSample(deps, { accountId, name, source: 'meeting' })
    deps.log.info('voice-collecting', { accountId, voiceId })
    return { voiceId }
  } catch (error) {
    if (!isUniqueViolation(error, 'voices_collecting')) throw error
    throw new DomainError('conflict', 'Cannot collect your voice: one is being collected already')
  }
}

export interface Piece {
  readonly accountId: string
  /** Wall clock of the first sample, ms: the same piece that comes twice counts once. */
  readonly startMs: number
  /** 16 kHz mono. */
  readonly pcm: Int16Array
}

/** Adds a piece of speech to the voice that its speaker collects; with 30 s it is whole. @returns what there is, or null when nothing is collected (any more) */
export async function addPiece(deps: VoicesDeps, { accountId, startMs, pcm }: Piece): Promise<{ readonly speechMs: number } | null> {
  const { db, blob } = deps
  const [sample] = await db.select({ sampleId: voiceSamples.sampleId, voiceId: voiceSamples.voiceId, accountId: voiceSamples.accountId }).from(voiceSamples)
    .where(and(eq(voiceSamples.accountId, accountId), eq(voiceSamples.state, 'collecting')))
  if (!sample) return null
  const piece = String(startMs)
  const key = pieceKey(sample, piece)
  await blob.put(key, new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength))
  try {
    const speechMs = await db.transaction(async (tx) => {
      await requireConsent(tx, accountId, 'meetings')
      const [row] = await tx.select().from(voiceSamples).where(and(eq(voiceSamples.sampleId, sample.sampleId), eq(voiceSamples.state, 'collecting'))).for('update')
      if (!row) throw noSuchVoice('add to')
      if (row.pieces.includes(piece)) return row.speechMs
      const longer = row.speechMs + Math.round((pcm.length * 1000) / SPEECH_RATE)
      await tx.update(voiceSamples).set({ pieces: [...row.pieces, piece], speechMs: longer }).where(eq(voiceSamples.sampleId, sample.sampleId))
      return longer
    })
    if (speechMs >= SAMPLE_SPEECH_MAX_MS) await finishCollecting(deps, sample)
    return { speechMs }
  } catch (error) {
    if (!(error instanceof DomainError) || (error.code !== 'forbidden' && error.code !== 'not-found')) throw error
    await blob.delete(key)
    return null
  }
}

/**
 * Makes a sample of what was collected and has it checked. Throws DomainError `not-found`, `conflict` with less than 10 s.
 * Cut off in between, it can be done again.
 */
export async function finishCollecting(deps: VoicesDeps, { accountId, voiceId }: VoiceInput): Promise<void> {
  const { db, blob, now, log, work } = deps
  const own = and(eq(voiceSamples.voiceId, voiceId), eq(voiceSamples.accountId, accountId), eq(voiceSamples.state, 'collecting'))
  const [row] = await db.select({ sample: voiceSamples, tier: accounts.tier }).from(voiceSamples).innerJoin(accounts, eq(accounts.accountId, voiceSamples.accountId)).where(own)
  if (!row) throw noSuchVoice('finish')
  const { sample, tier } = row
  if (sample.speechMs < SAMPLE_SPEECH_MIN_MS) {
    throw new DomainError('conflict', `Cannot use what was collected: it is ${Math.floor(sample.speechMs / 1000)} s, and ${SAMPLE_SPEECH_MIN_MS / 1000} s are needed`)
  }
  const pieces: Int16Array[] = []
  let left = (SAMPLE_SPEECH_MAX_MS * SPEECH_RATE) / 1000
  for (const piece of [...sample.pieces].sort((a, b) => Number(a) - Number(b))) {
    const bytes = await blob.read(pieceKey(sample, piece))
    if (!bytes || left === 0) continue
    const pcm = new Int16Array(Uint8Array.from(bytes).buffer).subarray(0, left)
    left -= pcm.length
    pieces.push(pcm)
  }
  await blob.put(uploadKey(sample), toWav(pieces, { rateHz: SPEECH_RATE }))
  const whole = await db.transaction(async (tx) => {
    await tx.update(voices).set({ state: 'checking', changedAt: new Date(now()) }).where(and(eq(voices.voiceId, voiceId), eq(voices.state, 'collecting')))
    return tx.update(voiceSamples).set({ state: 'checking', pieces: [] }).where(own).returning({ sampleId: voiceSamples.sampleId })
  })
  if (whole.length === 0) {
    await blob.delete(uploadKey(sample))
    throw noSuchVoice('finish')
  }
  await blob.deletePrefix(piecesPrefix(sample))
  log.info('voice-collected', { accountId, voiceId, speechMs: sample.speechMs })
  await work.start({ accountId, voiceId, tier }).catch((error: unknown) => log.warn('voice-work-not-started', { voiceId, error }))
}
