import { and, eq } from 'drizzle-orm'
import { DUB_RATE_HZ } from '../../domain/audio.ts'
import { toWav } from '../../domain/wav.ts'
import { voices, voiceSamples } from '../../infra/db/schema/mod.ts'
import { noSuchVoice, ownVoice } from './change.ts'
import type { VoiceInput, VoicesDeps } from './context.ts'
import { soundKey } from './keys.ts'

/** The sample of a voice as a WAV file, for its owner to hear. Throws DomainError `not-found` for one that was not found good, too. */
export async function readSample({ db, blob }: Pick<VoicesDeps, 'db' | 'blob'>, { accountId, voiceId }: VoiceInput): Promise<Uint8Array> {
  const [sample] = await db.select({ sampleId: voiceSamples.sampleId }).from(voiceSamples).innerJoin(voices, eq(voices.voiceId, voiceSamples.voiceId))
    .where(and(ownVoice({ accountId, voiceId }), eq(voiceSamples.state, 'good')))
  const sound = sample && await blob.read(soundKey({ accountId, voiceId, sampleId: sample.sampleId }))
  if (!sound) throw noSuchVoice('play')
  return toWav([new Int16Array(Uint8Array.from(sound).buffer)], { rateHz: DUB_RATE_HZ })
}
