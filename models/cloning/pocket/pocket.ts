import { DUB_RATE_HZ } from '../../../domain/audio.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Language } from '../../../domain/language.ts'
import { DeadlineError, withDeadline } from '../../../infra/deadline.ts'
import { startThread } from '../../runtime/thread.ts'
import type { Thread } from '../../runtime/thread.ts'
import type { VoiceActivityModel } from '../../vad/vad.ts'
import { checkSpeech } from '../check_speech.ts'
import type { Cloner } from '../cloner.ts'
import type { PocketRequest, PocketVoice } from './speaker.ts'

/** Of what is said, the model hears this much: it fills 188 of 1,000 positions, and more brings no likeness. */
const REFERENCE_MAX_SAMPLES = 15 * DUB_RATE_HZ
const REFERENCE_MIN_SAMPLES = DUB_RATE_HZ
/** Loading a language and hearing a voice come before the first piece. */
const PIECE_MS = 60_000
const MAGIC = 0x504b_5401 // "PKT", version 1
const HEADER_BYTES = 4

export interface PocketOptions {
  /** Folders of the languages' bundles that are here. */
  readonly bundles: ReadonlyMap<Language, string>
  readonly vad: VoiceActivityModel
  readonly pieceMs?: number
  readonly start?: () => Thread
}

/**
 * Pocket TTS in a thread of this process: speaks as it goes, faster than it is heard. Each language has weights of its own that hear a voice
 * in their own way, so what is kept of a voice is the speech that they listen to. A thread that died or hung is started again.
 */
export function createPocket({ bundles, vad, pieceMs = PIECE_MS, start = startPocketThread }: PocketOptions): Cloner {
  let thread: Thread | null = null
  let closed = false
  const running = (): Thread => {
    if (closed) throw new DomainError('model-unavailable', 'The cloning engine is closed')
    if (!thread?.alive) thread = start()
    return thread
  }

  const folderOf = (language: Language): string => {
    const folder = bundles.get(language)
    if (folder === undefined) throw new DomainError('language-unavailable', `Pocket TTS does not speak "${language}" here`)
    return folder
  }
  const asker = (signal: AbortSignal | undefined) => {
    const at = running()
    return { at, ask: <T>(method: string, input: unknown) => withDeadline(pieceMs, [signal], (within) => at.call<T>(method, input, { signal: within })) }
  }
  /** What a thread's failure is to whoever asked. */
  const failureOf = (error: unknown, at: Thread): unknown => {
    if (error instanceof DomainError && error.code === 'internal') return new DomainError('model-unavailable', `Pocket TTS failed: ${error.message}`, { cause: error })
    if (!(error instanceof DeadlineError)) return error
    void at.close()
    return new DomainError('timeout', `Pocket TTS brought nothing within ${pieceMs} ms`, { cause: error })
  }

  return {
    engine: 'pocket',
    live: {
      async prepare({ language, embedding }, { signal } = {}) {
        signal?.throwIfAborted()
        const voice: PocketVoice = { folder: folderOf(language), reference: readReference(embedding) }
        const { at, ask } = asker(signal)
        await ask('prepare', voice).catch((error: unknown) => {
          throw failureOf(error, at)
        })
      },
    },
    languages: async () => [...bundles.keys()],
    ready: async () => !closed && bundles.size > 0,
    async embed(samples, { signal } = {}) {
      signal?.throwIfAborted()
      running()
      const speech = join(samples).subarray(0, REFERENCE_MAX_SAMPLES)
      if (speech.length < REFERENCE_MIN_SAMPLES) throw new DomainError('clone-refused', `Cannot learn a voice from ${speech.length} samples: a second is the least`)
      const bytes = new Uint8Array(HEADER_BYTES + speech.byteLength)
      new DataView(bytes.buffer).setUint32(0, MAGIC)
      bytes.set(new Uint8Array(speech.buffer, speech.byteOffset, speech.byteLength), HEADER_BYTES)
      return bytes
    },
    async *speak({ text, language, embedding }, { signal } = {}) {
      signal?.throwIfAborted()
      const request: PocketRequest = { folder: folderOf(language), language, text, reference: readReference(embedding) }
      const { at, ask } = asker(signal)
      const pieces: Int16Array[] = []
      let id: number | null = null
      try {
        id = await ask<number>('begin', request)
        for (let piece = await ask<Int16Array | null>('next', id); piece; piece = await ask<Int16Array | null>('next', id)) {
          pieces.push(piece)
          yield piece
        }
        id = null
      } catch (error) {
        throw failureOf(error, at)
      } finally {
        if (id !== null && at.alive) at.call('end', id).catch(() => {})
      }
      await checkSpeech(join(pieces), { text, language, vad, ...(signal ? { signal } : {}) })
    },
    async close() {
      closed = true
      await thread?.close()
    },
  }
}

function startPocketThread(): Thread {
  return startThread(new URL('./thread.ts', import.meta.url), null, { name: 'pocket-tts' })
}

/** Throws DomainError `clone-refused` for bytes that are none: the voice has to be learned again. */
function readReference(embedding: Uint8Array): Int16Array {
  const samples = (embedding.length - HEADER_BYTES) / 2
  const known = embedding.length >= HEADER_BYTES && new DataView(embedding.buffer, embedding.byteOffset).getUint32(0) === MAGIC
  if (!known || !Number.isInteger(samples) || samples < REFERENCE_MIN_SAMPLES) {
    throw new DomainError('clone-refused', `Cannot speak in this voice: its ${embedding.length} bytes are none of Pocket TTS`)
  }
  return new Int16Array(embedding.slice(HEADER_BYTES).buffer)
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
