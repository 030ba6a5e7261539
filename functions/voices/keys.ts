/** Where files of voices lie. Everything of one voice is below its prefix, so that it can be erased at once. */
export const voicesPrefix = (accountId: string): string => `accounts/${accountId}/voices/`

interface OfVoice {
  readonly accountId: string
  readonly voiceId: string
}

interface OfSample extends OfVoice {
  readonly sampleId: string
}

export const voicePrefix = ({ accountId, voiceId }: OfVoice): string => `${voicesPrefix(accountId)}${voiceId}/`

/** As it was uploaded, of any kind; gone once it was checked. */
export const uploadKey = (sample: OfSample): string => `${voicePrefix(sample)}samples/${sample.sampleId}.upload`
/** What is good: PCM 16 bit, 24 kHz, mono. */
export const soundKey = (sample: OfSample): string => `${voicePrefix(sample)}samples/${sample.sampleId}.pcm`
/** Whose speech a sample is: 256 numbers of 32 bits. */
export const speakerKey = (sample: OfSample): string => `${voicePrefix(sample)}samples/${sample.sampleId}.speaker`

/** Pieces of a sample that is collected, each called by the time of its speech: PCM 16 bit, 16 kHz, mono. */
export const piecesPrefix = (sample: OfSample): string => `${voicePrefix(sample)}samples/${sample.sampleId}.pieces/`
export const pieceKey = (sample: OfSample, piece: string): string => `${piecesPrefix(sample)}${piece}`

/** What an engine made of the voice. */
export const engineKey = (voice: OfVoice, engine: string): string => `${voicePrefix(voice)}engines/${engine}`
/** The test sentence in one language. */
export const testKey = (voice: OfVoice, engine: string, language: string): string => `${voicePrefix(voice)}tests/${engine}/${language}.wav`
