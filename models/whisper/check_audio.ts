import { SPEECH_RATE } from '../../domain/audio.ts'
import type { Pcm } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'

/** What one call takes at most: Whisper's window. */
export const AUDIO_MAX_SAMPLES = 30 * SPEECH_RATE

/** Throws DomainError `invalid-audio` for what cannot be recognised: nothing, more than 30 s, NaN or infinity. */
export function checkAudio(pcm: Pcm): void {
  if (pcm.length === 0) throw new DomainError('invalid-audio', 'Cannot transcribe: the audio is empty')
  if (pcm.length > AUDIO_MAX_SAMPLES) {
    throw new DomainError('invalid-audio', `Cannot transcribe ${(pcm.length / SPEECH_RATE).toFixed(1)} s of audio: at most 30 s at once`)
  }
  const bad = pcm.findIndex((sample) => !Number.isFinite(sample))
  if (bad >= 0) throw new DomainError('invalid-audio', `Cannot transcribe: sample ${bad} is ${pcm[bad]}`)
}
