/** Power of speech as loud as Parley speaks, dB of full scale: near its -19 LUFS, which takes too long to measure while others wait for sound. */
const SPOKEN_DB = -19
const GAIN_MAX_DB = 12
const BLOCK_SAMPLES = 2_400
/** Pauses do not count. */
const PAUSE_POWER = 10 ** -5
const VOICES_MAX = 100

export interface LiveGain {
  /** Sound of a voice, about as loud as the quick voice: by what was heard of it before. PCM s16 24 kHz mono. */
  apply(voiceId: string, piece: Int16Array): Int16Array
  /** All of what a voice said, as the engine gave it. */
  learn(voiceId: string, pieces: readonly Int16Array[]): void
}

/** How much louder or softer each voice is to be: known after its first words, as sound goes out before it is whole. */
export function createLiveGain(): LiveGain {
  const gains = new Map<string, number>()
  return {
    apply(voiceId, piece) {
      const gain = gains.get(voiceId) ?? 1
      return gain === 1 ? piece : piece.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * gain))))
    },
    learn(voiceId, pieces) {
      let [sum, blocks, peak] = [0, 0, 0]
      for (const piece of pieces) {
        for (let from = 0; from < piece.length; from += BLOCK_SAMPLES) {
          const block = piece.subarray(from, from + BLOCK_SAMPLES)
          let power = 0
          for (const sample of block) {
            power += (sample / 32_768) ** 2
            peak = Math.max(peak, Math.abs(sample) / 32_768)
          }
          if (power / block.length < PAUSE_POWER) continue
          sum += power / block.length
          blocks++
        }
      }
      if (blocks === 0) return
      const db = Math.max(-GAIN_MAX_DB, Math.min(GAIN_MAX_DB, SPOKEN_DB - 10 * Math.log10(sum / blocks)))
      gains.delete(voiceId)
      gains.set(voiceId, Math.min(10 ** (db / 20), 0.9 / peak))
      if (gains.size > VOICES_MAX) gains.delete(gains.keys().next().value!)
    },
  }
}
