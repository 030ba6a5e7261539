import { and, eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { SAMPLE_MAX_BYTES } from '../../domain/voice.ts'
import type { BlobContent } from '../../infra/blob/blob.ts'
import { voices, voiceSamples } from '../../infra/db/schema/mod.ts'
import type { VoicesDeps } from './context.ts'
import { uploadKey, voicePrefix } from './keys.ts'
import { reserveSample } from './reserve.ts'
import type { Reserved } from './reserve.ts'

export interface AddSampleInput {
  readonly accountId: string
  readonly name: string
  /** The file as it was recorded or chosen; what it is shows when it is checked. */
  readonly content: BlobContent
}

/**
 * Keeps a sample as a new voice and has it checked, which goes on after this resolves. The place is taken before the file is read, so the file is
 * either kept, and then survives whatever is away afterwards, or refused.
 * Throws DomainError `forbidden` (tier, consent), `conflict` (no place left), `too-large`, `invalid-input` for an empty file, `unavailable`.
 */
export async function addSample(deps: VoicesDeps, { content, ...input }: AddSampleInput, { signal }: { signal?: AbortSignal } = {}): Promise<{ voiceId: string; sampleId: string }> {
  const { db, blob, now, log, work } = deps
  const reserved = await reserveSample(deps, { ...input, source: 'upload' })
  const { accountId, voiceId, sampleId } = reserved
  try {
    const { size } = await blob.put(uploadKey(reserved), content, { maxBytes: SAMPLE_MAX_BYTES, ...(signal ? { signal } : {}) })
    if (size === 0) throw new DomainError('invalid-input', 'Cannot add the voice sample: the file is empty')
    const kept = await db.transaction(async (tx) => {
      const whole = await tx.update(voiceSamples).set({ state: 'checking' })
        .where(and(eq(voiceSamples.sampleId, sampleId), eq(voiceSamples.state, 'uploading'))).returning({ sampleId: voiceSamples.sampleId })
      const [voice] = await tx.update(voices).set({ changedAt: new Date(now()) }).where(eq(voices.voiceId, voiceId)).returning({ state: voices.state })
      return whole.length > 0 && voice?.state !== 'deleting'
    })
    if (!kept) throw new DomainError('conflict', 'Cannot keep the voice sample: its voice was deleted meanwhile')
    log.info('voice-sample-added', { accountId, voiceId, sampleId, bytes: size })
  } catch (error) {
    await giveUp(deps, reserved)
    throw error
  }
  await work.start(reserved).catch((error: unknown) => log.warn('voice-work-not-started', { voiceId, error }))
  return { voiceId, sampleId }
}

/** What cannot be undone now, as while the database is away, is undone by `tendVoices`. */
async function giveUp({ db, blob, log }: VoicesDeps, reserved: Reserved): Promise<void> {
  const { voiceId, sampleId } = reserved
  try {
    await blob.deletePrefix(voicePrefix(reserved))
    await db.delete(voices).where(eq(voices.voiceId, voiceId))
  } catch (error) {
    log.warn('voice-sample-not-undone', { voiceId, sampleId, error })
  }
}
