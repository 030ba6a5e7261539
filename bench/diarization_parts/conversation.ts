import type { Pcm } from '../../domain/audio.ts'
import { SPEECH_RATE } from '../../domain/audio.ts'
import type { Turn } from '../../models/diarization/diarizer.ts'
import type { Stretch } from '../../models/diarization/to_turns.ts'
import { createRandom } from '../../tests/sounds.ts'

export interface SpokenClip {
  readonly speaker: string
  readonly pcm: Pcm
  /** Where they speak in it. */
  readonly ranges: readonly Stretch[]
}

export interface Conversation {
  readonly pcm: Pcm
  /** What is spoken, without the long pauses of a turn. */
  readonly spoken: readonly Turn[]
  /** Turns from their first word to their last. */
  readonly whole: readonly Turn[]
  readonly overlapping: number
}

export interface ConversationOptions {
  readonly seed: number
  readonly people: number
  readonly seconds: number
}

const TURN_S = { least: 2, most: 15 } as const
/** One turn of each ten begins while somebody speaks. */
const OVERLAPPING_EVERY = 10
const OVERLAP_S = { least: 0.5, most: 2 } as const
const PAUSE_S = { least: 0.1, most: 0.8 } as const
/** How much louder or quieter than the others somebody is, dB. */
const LEVEL_DB = 3

/** Puts a conversation together from clips of read speech; the same seed makes the same one. Throws where there are fewer speakers. */
export function makeConversation(clips: readonly SpokenClip[], { seed, people, seconds }: ConversationOptions): Conversation {
  const random = createRandom(seed)
  const between = ({ least, most }: { least: number; most: number }) => least + random() * (most - least)
  const speakers = shuffle([...new Set(clips.map(({ speaker }) => speaker))], random).slice(0, people)
  if (speakers.length < people) throw new Error(`Cannot put a conversation of ${people} together: the clips have ${speakers.length} speakers`)
  const gains = new Map(speakers.map((speaker) => [speaker, 10 ** ((random() * 2 - 1) * LEVEL_DB / 20)]))
  const waiting = new Map(speakers.map((speaker) => [speaker, [] as SpokenClip[]]))
  const pcm = new Float32Array(seconds * SPEECH_RATE)
  const [spoken, whole]: [Turn[], Turn[]] = [[], []]
  let [endS, lastLengthS, overlapping, overlapAt] = [0, 0, 0, 0]
  for (let n = 0, last = ''; ; n++) {
    if (n % OVERLAPPING_EVERY === 0) overlapAt = n + 1 + Math.floor(random() * (OVERLAPPING_EVERY - 1))
    const speaker = pickOther(speakers, last, random)
    if (waiting.get(speaker)!.length === 0) waiting.set(speaker, shuffle(clips.filter((clip) => clip.speaker === speaker), random))
    const clip = waiting.get(speaker)!.pop()!
    const { ranges } = clip
    const [fromS, untilS] = [ranges[0]!.startS, Math.min(ranges.at(-1)!.endS, ranges[0]!.startS + between(TURN_S))]
    const lengthS = untilS - fromS
    const overlaps = n === overlapAt && n > 0
    const startS = overlaps ? endS - Math.min(between(OVERLAP_S), lengthS * 0.8, lastLengthS * 0.8) : endS + between(PAUSE_S)
    if (startS + lengthS > seconds) break
    if (overlaps) overlapping++
    const at = Math.round(startS * SPEECH_RATE)
    clip.pcm.subarray(Math.round(fromS * SPEECH_RATE), Math.round(untilS * SPEECH_RATE)).forEach((sample, i) => {
      if (at + i < pcm.length) pcm[at + i]! += sample * gains.get(speaker)!
    })
    for (const range of ranges) {
      const [from, to] = [Math.max(range.startS, fromS), Math.min(range.endS, untilS)]
      if (to > from) spoken.push({ speaker, startS: startS + from - fromS, endS: startS + to - fromS })
    }
    whole.push({ speaker, startS, endS: startS + lengthS })
    ;[endS, lastLengthS, last] = [Math.max(endS, startS + lengthS), lengthS, speaker]
  }
  return { pcm, spoken, whole, overlapping }
}

function pickOther(speakers: readonly string[], last: string, random: () => number): string {
  const others = speakers.filter((speaker) => speaker !== last)
  return others[Math.floor(random() * others.length)] ?? last
}

function shuffle<T>(items: T[], random: () => number): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[items[i], items[j]] = [items[j]!, items[i]!]
  }
  return items
}
