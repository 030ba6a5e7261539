import { DomainError } from '../../domain/errors.ts'
import { SPEECH_RATE } from '../../domain/audio.ts'
import type { AudioPiece, SpokenTurn } from '../../domain/speakers.ts'
import { wavSamples } from '../../domain/wav.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import type { Cache } from '../../infra/cache/cache.ts'
import type { Diarizer, KnownSpeaker } from '../../models/diarization/diarizer.ts'
import { readKnown, writeKnown } from './known_speakers.ts'
import type { Known } from './known_speakers.ts'
import { placeTurns } from './place_turns.ts'

/** How the people of a microphone sound is remembered for this long between two chunks. */
const REMEMBER_MS = 10 * 60_000
/** Longer audio than this is not worked on as a whole, s: it would not fit into memory. */
export const WHOLE_MOST_S = 2 * 3600

export interface TellApartDeps {
  readonly blob: Pick<Blobs, 'read' | 'put'>
  /** Loaded with the first chunk. */
  readonly diarizer: () => Promise<Pick<Diarizer, 'name' | 'diarize'>>
  /** What may be forgotten: known speakers are in a file as well. */
  readonly cache: Cache
}

/** Audio of a microphone, one file or all of a meeting. */
export interface SpeechOrder {
  /** Which audio it is: begins the ids of people who are new in it, so that two chunks never give the same. */
  readonly chunkId: string
  readonly audio: readonly { readonly key: string; readonly pieces: readonly AudioPiece[] }[]
  /** Key of the people heard before; null: nobody. */
  readonly known: string | null
  /** Key for the people after it. */
  readonly knownTo: string
}

/** Who spoke when, as plain data. */
export interface ToldApart {
  readonly turns: readonly SpokenTurn[]
  /** Everyone who is known after it. */
  readonly speakerIds: readonly string[]
  readonly merged: readonly { readonly from: string; readonly to: string }[]
}

export interface TellApartOptions {
  readonly signal: AbortSignal
  readonly onProgress?: (share: number) => void
}

/**
 * Tells apart who speaks in the audio, and keeps how they sound for the next. The same order gives the same answer, however often.
 * Throws DomainError `not-found` when the audio is gone, `too-large`, and what the diarizer throws.
 */
export async function tellApart({ blob, diarizer, cache }: TellApartDeps, { chunkId, audio, known, knownTo }: SpeechOrder, options: TellApartOptions): Promise<ToldApart> {
  const { pcm, pieces } = await readAudio(blob, audio)
  const engine = await diarizer()
  const recalled = known === null ? null : await recall({ blob, cache }, known)
  // What another engine made of a voice says nothing to this one.
  const before = recalled?.engine === engine.name ? recalled.speakers : []
  const { turns, speakers, merged } = await engine.diarize(pcm, { known: before, ...options })
  // The engine draws ids of new people at random; done again, they have to be the same.
  const ids = new Map(before.map(({ id }) => [id, id]))
  for (const id of [...turns.map(({ speaker }) => speaker), ...speakers.map((speaker) => speaker.id), ...merged.flatMap(({ from, to }) => [from, to])]) {
    if (!ids.has(id)) ids.set(id, `${chunkId}.${ids.size - before.length + 1}`)
  }
  const own = (id: string) => ids.get(id)!
  const places = [...ids.values()]
  const after: KnownSpeaker[] = speakers.map((speaker) => ({ ...speaker, id: own(speaker.id) })).sort((a, b) => places.indexOf(a.id) - places.indexOf(b.id))
  const text = writeKnown({ engine: engine.name, speakers: after })
  await blob.put(knownTo, new TextEncoder().encode(text), { signal: options.signal })
  await cache.set(knownTo, text, { ttlMs: REMEMBER_MS })
  return {
    turns: placeTurns(turns.map((turn) => ({ ...turn, speaker: own(turn.speaker) })), pieces),
    speakerIds: after.map(({ id }) => id),
    merged: merged.map(({ from, to }) => ({ from: own(from), to: own(to) })),
  }
}

async function readAudio(blob: TellApartDeps['blob'], audio: SpeechOrder['audio']): Promise<{ pcm: Float32Array; pieces: AudioPiece[] }> {
  const files: Int16Array[] = []
  const pieces: AudioPiece[] = []
  let length = 0
  for (const { key, pieces: own } of audio) {
    const file = await blob.read(key)
    if (!file) throw new DomainError('not-found', 'Cannot tell apart who spoke: the audio is gone')
    const samples = wavSamples(file)
    pieces.push(...own.map((piece) => ({ ...piece, at: piece.at + length })))
    files.push(samples)
    length += samples.length
    if (length > WHOLE_MOST_S * SPEECH_RATE) throw new DomainError('too-large', `Cannot tell apart who spoke: it is more than ${WHOLE_MOST_S / 3600} hours of speech`)
  }
  const pcm = new Float32Array(length)
  let at = 0
  for (const samples of files) {
    for (const sample of samples) pcm[at++] = sample / 32_768
  }
  return { pcm, pieces }
}

async function recall({ blob, cache }: Pick<TellApartDeps, 'blob' | 'cache'>, key: string): Promise<Known> {
  const cached = await cache.get(key)
  if (cached !== null) return readKnown(cached)
  const file = await blob.read(key)
  // Without it people would be counted anew, which is worse than no labels.
  if (!file) throw new DomainError('not-found', 'Cannot tell apart who spoke: what was known of the speakers is gone')
  return readKnown(new TextDecoder().decode(file))
}
