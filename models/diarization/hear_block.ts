import type { Pcm } from '../../domain/audio.ts'
import { SPEECH_RATE } from '../../domain/audio.ts'
import { meanDirection } from '../embeddings/speaker.ts'
import { assignLocal } from './assign_local.ts'
import { clusterVoices } from './cluster.ts'
import type { KnownSpeaker, Turn } from './diarizer.ts'
import { findLocalSpeech } from './local_speech.ts'
import type { LocalSpeech } from './local_speech.ts'
import { nameVoices } from './name_voices.ts'
import type { NamedVoices } from './name_voices.ts'
import type { Segmentation, SegmentationModel } from './segmentation.ts'
import { stitch } from './stitch.ts'
import { toStretches } from './to_turns.ts'
import { HOP_S } from './voice_encoder.ts'
import type { VoiceEncoder } from './voice_encoder.ts'

/** Two voices of one window are two people where each says this much alone. */
const BESIDE_S = 0.5
/** Groups are made of windows in which somebody speaks alone for this long; of all, where there are none. */
const GROUPED_FROM_S = 1.5

export interface BlockModels {
  readonly segmentation: SegmentationModel
  readonly voices: VoiceEncoder
}

export interface BlockOptions {
  readonly known: readonly KnownSpeaker[]
  readonly count?: number
  readonly max: number
  readonly signal?: AbortSignal
}

export interface HeardBlock extends Pick<NamedVoices, 'speakers'> {
  readonly turns: readonly Turn[]
}

/** Who speaks when in a few minutes at the most. @param pcm 16 kHz mono */
export async function hearBlock(pcm: Pcm, { segmentation: model, voices: encoder }: BlockModels, options: BlockOptions): Promise<HeardBlock> {
  return hearSegmented(pcm, await model.segment(pcm, options), { encoder, ...options })
}

/** The same of audio whose segmentation is there: the bench hands in the reference. */
export async function hearSegmented(
  pcm: Pcm, segmentation: Segmentation, { encoder, known, count, max, signal }: BlockOptions & { readonly encoder: VoiceEncoder },
): Promise<HeardBlock> {
  const speech = findLocalSpeech(segmentation)
  if (speech.length === 0) return { turns: [], speakers: known }
  const vectors = await encoder.embed(pcm, speech.map((one) => hopsOf(one, segmentation)), { signal })
  const clear = vectors.filter((_, i) => speech[i]!.aloneS >= GROUPED_FROM_S)
  const groups = clusterVoices(clear.length > 0 ? clear : vectors, { alike: encoder.alike, count, max })
  const voiceOf = assignLocal(speech, vectors, groups)
  const lengthS = pcm.length / SPEECH_RATE
  const stretches = toStretches(stitch(segmentation, speech, { voiceOf, voices: groups.length }), lengthS)
  const seconds = stretches.map((ranges) => ranges.reduce((sum, { startS, endS }) => sum + endS - startS, 0))

  const heard = groups.map((_, voice) => {
    const own = vectors.filter((_, i) => voiceOf[i] === voice && speech[i]!.aloneS >= GROUPED_FROM_S)
    return { embedding: own.length > 0 ? meanDirection(own) : groups[voice]!, seconds: seconds[voice]! }
  })
  const said = heard.map((_, voice) => voice).filter((voice) => seconds[voice]! > 0)
  const besides = findBeside(speech, voiceOf, groups.length)
  const { ids, speakers } = nameVoices(said.map((voice) => heard[voice]!), known, {
    alike: encoder.alike, again: encoder.again, near: encoder.near, max: Math.max(max, known.length), given: count !== undefined,
    apart: (one, other) => besides[said[one]!]!.has(said[other]!),
  })
  const turns = said.flatMap((voice, i) => (ids[i] === null ? [] : stretches[voice]!.map((range) => ({ speaker: ids[i]!, ...range }))))
  return { turns, speakers }
}

/** Of each voice those that a window hears beside it. */
function findBeside(speech: readonly LocalSpeech[], voiceOf: readonly number[], voices: number): Set<number>[] {
  const inWindow = new Map<number, Set<number>>()
  speech.forEach(({ window, aloneS }, i) => {
    if (aloneS >= BESIDE_S) inWindow.set(window, (inWindow.get(window) ?? new Set()).add(voiceOf[i]!))
  })
  return Array.from({ length: voices }, (_, voice) => {
    const beside = new Set([...inWindow.values()].filter((here) => here.has(voice)).flatMap((here) => [...here]))
    beside.delete(voice)
    return beside
  })
}

/** The hops of 10 ms that frames of a window lie in. */
function hopsOf({ window, frames }: LocalSpeech, { frameS, stepS }: Segmentation): number[] {
  const hops: number[] = []
  for (const frame of frames) {
    const [from, to] = [window * stepS + frame * frameS, window * stepS + (frame + 1) * frameS].map((s) => Math.round(s / HOP_S))
    for (let hop = from!; hop < to!; hop++) hops.push(hop)
  }
  return hops
}
