import { randomUUID } from 'node:crypto'
import { similarity } from '../embeddings/speaker.ts'
import type { KnownSpeaker } from './diarizer.ts'

/** A speaker counts from here on. */
export const COUNTS_FROM_S = 1
/** Ward's tree splits short pieces of one person off their other speech, above all in a short stretch of audio. Of less speech than this a voice is not sure to be of its own. */
const LITTLE_S = 5
/** So little that it is the nearest person's if it is anything like theirs. */
const SHORT_S = 3

/** A voice as it was heard in one stretch of audio. */
export interface HeardVoice {
  readonly embedding: Float32Array
  readonly seconds: number
}

export interface NameOptions {
  readonly alike: number
  readonly again: number
  readonly near: number
  /** Whether two voices, by their indices, were heard beside one another as two people. */
  readonly apart?: (voice: number, other: number) => boolean
  /** Somebody knows how many speak: each voice that is nobody known is a person. */
  readonly given?: boolean
  /** The most that there may be in all. */
  readonly max: number
  /** For tests. */
  readonly newId?: () => string
}

export interface NamedVoices {
  /** Id of each voice; null for what is too short to be somebody. Two voices may have one id. */
  readonly ids: readonly (string | null)[]
  /** `known` in its order, then new ones, with what was heard now. */
  readonly speakers: readonly KnownSpeaker[]
}

/**
 * Finds known speakers among voices: the most alike pair first, one voice a speaker. A voice left over that is as alike to a known speaker as parts of
 * one person's speech are is that speaker, too; else it is somebody new, if it counts. Voices with little speech come last, and each is whoever it is
 * nearest to of everyone, those new in this audio included, as far as it is like them and was not heard beside them. With no room for more people a
 * voice is the nearest one's.
 */
export function nameVoices(
  voices: readonly HeardVoice[], known: readonly KnownSpeaker[],
  { alike, again, near, max, apart = () => false, given = false, newId = randomUUID }: NameOptions,
): NamedVoices {
  const ids: (string | null)[] = voices.map(() => null)
  const speakers = new Map(known.map((speaker) => [speaker.id, speaker]))
  const hear = (index: number, id: string) => {
    ids[index] = id
    speakers.set(id, join(speakers.get(id), voices[index]!, id))
  }
  const isBelow = (voice: number, seconds: number) => !given && voices[voice]!.seconds < seconds

  const pairs = voices.flatMap(({ embedding }, voice) => known.map(({ id, embedding: other }) => ({ voice, id, likeness: similarity(embedding, other) })))
  pairs.sort((a, b) => b.likeness - a.likeness)
  const taken = new Set<string>()
  for (const { voice, id, likeness } of pairs) {
    if (likeness < again || ids[voice] !== null || taken.has(id) || isBelow(voice, LITTLE_S)) continue
    taken.add(id)
    hear(voice, id)
  }
  const left = voices.map((_, voice) => voice).filter((voice) => ids[voice] === null).sort((a, b) => voices[b]!.seconds - voices[a]!.seconds)
  for (const voice of left) {
    const before = pairs.find((pair) => pair.voice === voice)
    const nearest = nearestOf(voices[voice]!, speakers.values())
    const beside = ids.some((id, other) => id !== null && id === nearest?.id && apart(voice, other))
    if (nearest && isBelow(voice, LITTLE_S) && nearest.likeness >= again && !beside) hear(voice, nearest.id)
    else if (before && before.likeness > alike) hear(voice, before.id)
    else if (voices[voice]!.seconds < COUNTS_FROM_S) continue
    // Too little to know them better by.
    else if (nearest && isBelow(voice, SHORT_S) && nearest.likeness >= near) ids[voice] = nearest.id
    else if (speakers.size < max) hear(voice, newId())
    else if (nearest) hear(voice, nearest.id)
  }
  return { ids, speakers: [...speakers.values()] }
}

function nearestOf({ embedding }: HeardVoice, speakers: Iterable<KnownSpeaker>): { readonly id: string; readonly likeness: number } | undefined {
  return [...speakers].map(({ id, embedding: other }) => ({ id, likeness: similarity(embedding, other) })).sort((a, b) => b.likeness - a.likeness)[0]
}

/** The mean of what was heard, by its length, made of length 1. */
export function join(known: KnownSpeaker | undefined, { embedding, seconds }: HeardVoice, id: string): KnownSpeaker {
  if (!known) return { id, embedding, seconds }
  const sum = known.embedding.map((value, i) => value * known.seconds + embedding[i]! * seconds)
  const length = Math.hypot(...sum) || 1
  return { id, embedding: sum.map((value) => value / length), seconds: known.seconds + seconds }
}
