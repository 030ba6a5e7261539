import type { Pcm } from '../../domain/audio.ts'
import { SPEECH_RATE } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Diarization, DiarizeOptions, KnownSpeaker, Turn } from './diarizer.ts'
import type { BlockOptions, HeardBlock } from './hear_block.ts'
import { mergeSpeakers, renameTurns } from './merge_speakers.ts'

/** What is heard at once: enough to know voices by, and grouping them takes no longer than the rest. */
const BLOCK_SAMPLES = 300 * SPEECH_RATE
const LONGEST_S = 4 * 3_600
/** Less than this is a click. */
const SHORTEST_SAMPLES = SPEECH_RATE / 10
const SPEAKERS_MAX = 10

export interface DiarizeDeps {
  readonly hear: (pcm: Pcm, options: BlockOptions) => Promise<HeardBlock>
  /** Cosine above which two people turn out to be one. */
  readonly same: number
}

/** `Diarizer.diarize`: block after block of five minutes, each with the speakers of those before; then late corrections. */
export async function diarize(pcm: Pcm, { hear, same }: DiarizeDeps, { known = [], speakers: count, maxSpeakers = SPEAKERS_MAX, signal, onProgress }: DiarizeOptions = {}): Promise<Diarization> {
  checkSamples(pcm)
  checkCounts({ count, maxSpeakers })
  signal?.throwIfAborted()
  const blocks = pcm.length < SHORTEST_SAMPLES ? 0 : Math.ceil(pcm.length / BLOCK_SAMPLES)
  const size = Math.ceil(pcm.length / Math.max(1, blocks))
  const turns: Turn[] = []
  let speakers: readonly KnownSpeaker[] = known
  for (let block = 0; block < blocks; block++) {
    const offsetS = (block * size) / SPEECH_RATE
    const part = pcm.slice(block * size, (block + 1) * size)
    const heard = await hear(part, { known: speakers, max: maxSpeakers, ...(count !== undefined && blocks === 1 ? { count } : {}), ...(signal ? { signal } : {}) })
    for (const { speaker, startS, endS } of heard.turns) turns.push({ speaker, startS: startS + offsetS, endS: endS + offsetS })
    speakers = heard.speakers
    onProgress?.((block + 1) / blocks)
  }
  const corrected = mergeSpeakers(speakers, { alike: same, ...(count !== undefined && known.length === 0 ? { most: count } : {}) })
  return { ...corrected, turns: renameTurns(turns, corrected.merged) }
}

function checkSamples(pcm: Pcm): void {
  if (pcm.length > LONGEST_S * SPEECH_RATE) {
    throw new DomainError('too-large', `Cannot tell speakers apart in ${Math.round(pcm.length / SPEECH_RATE)} s: at most ${LONGEST_S} s at once`)
  }
  const broken = pcm.findIndex((sample) => !Number.isFinite(sample))
  if (broken >= 0) throw new DomainError('invalid-audio', `Cannot tell speakers apart: sample ${broken} is no number`)
}

function checkCounts({ count, maxSpeakers }: { count: number | undefined; maxSpeakers: number }): void {
  for (const number of [count, maxSpeakers]) {
    if (number !== undefined && !(Number.isInteger(number) && number > 0)) throw new DomainError('invalid-input', `Cannot tell ${number} speakers apart: one or more`)
  }
}
