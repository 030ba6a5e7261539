import { DUB_RATE_HZ } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { toWav, wavMs, wavSamples } from '../../domain/wav.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import type { Cache } from '../../infra/cache/cache.ts'
import type { Cloner } from '../../models/cloning/cloner.ts'
import { loudnessOf, matchLoudness } from '../../models/cloning/match_loudness.ts'
import { cachedEmbedding, keepEmbedding } from '../voices/embedding_cache.ts'
import { engineKey } from '../voices/keys.ts'
import type { StepOptions } from './context.ts'

/** A text to be said in somebody's voice: written where the consent was checked, carried out where the engine is. */
export interface CloneOrder {
  readonly accountId: string
  readonly voiceId: string
  readonly engine: string
  /** Of the embedding. */
  readonly version: number
  readonly language: Language
  readonly text: string
  /** Key of the file to make. */
  readonly to: string
  /** Key of the quick voice's file, whose loudness it is to have, once that is there. */
  readonly like?: string
  /** Key of the sound that the engine made of it before, heard live: it is not made again. */
  readonly heard?: string
}

export interface CloneDeps {
  readonly blob: Pick<Blobs, 'put' | 'read'>
  /** Of what engines made of voices. */
  readonly cache: Cache
  readonly cloner: Pick<Cloner, 'engine' | 'speak'>
}

/**
 * Makes the speech of an order, as loud as everything is, and writes it as a WAV file of 24 kHz.
 * Throws what the engine and the files' place throw; DomainError `forbidden` when the voice is gone, `clone-unavailable` when the order is for
 * another engine, `clone-failed` when there was no sound.
 */
export async function sayInVoice({ blob, cache, cloner }: CloneDeps, order: CloneOrder, { signal, alive = () => {} }: StepOptions): Promise<{ readonly durationMs: number }> {
  const { language, text, to, engine } = order
  if (engine !== cloner.engine) throw new DomainError('clone-unavailable', `Cannot speak in a cloned voice: it is one of ${engine}, and ${cloner.engine} is here`)
  const embedding = await embeddingOf({ blob, cache }, order)
  if (!embedding) throw new DomainError('forbidden', 'Cannot speak in a cloned voice: the voice is gone')
  alive()
  const heard = order.heard === undefined ? null : await blob.read(order.heard)
  const pieces: Int16Array[] = heard ? [wavSamples(heard)] : []
  if (!heard) {
    for await (const piece of cloner.speak({ text, language, embedding }, { signal })) {
      pieces.push(piece)
      alive()
    }
  }
  const pcm = join(pieces)
  if (pcm.length === 0) throw new DomainError('clone-failed', 'Cannot speak in a cloned voice: the engine gave no sound')
  signal.throwIfAborted()
  const wav = toWav([matchLoudness(pcm, await loudnessLike(blob, order))], { rateHz: DUB_RATE_HZ })
  await blob.put(to, wav, { signal })
  return { durationMs: wavMs(wav, { rateHz: DUB_RATE_HZ }) }
}

/** The quick voice may come later than the clone: then speech is as loud as speech usually is. */
async function loudnessLike(blob: Pick<Blobs, 'read'>, { like }: CloneOrder): Promise<{ readonly targetLufs?: number }> {
  const quick = like === undefined ? null : await blob.read(like)
  const targetLufs = quick ? loudnessOf(wavSamples(quick)) : -Infinity
  return Number.isFinite(targetLufs) ? { targetLufs } : {}
}

async function embeddingOf({ blob, cache }: Pick<CloneDeps, 'blob' | 'cache'>, voice: CloneOrder): Promise<Uint8Array | null> {
  const cached = await cachedEmbedding(cache, voice, voice.version)
  if (cached) return cached
  const embedding = await blob.read(engineKey(voice, voice.engine))
  if (embedding) await keepEmbedding(cache, voice, { version: voice.version, embedding })
  return embedding
}

function join(pieces: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
