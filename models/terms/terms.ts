import { join } from 'node:path'
import type { Language } from '../../domain/language.ts'
import { openLivingThread } from '../runtime/living_thread.ts'
import type { LivingThread } from '../runtime/living_thread.ts'
import { startThread } from '../runtime/thread.ts'
import type { Thread } from '../runtime/thread.ts'
import type { PhonemesInput } from '../tts/espeak/thread.ts'
import { ESPEAK_VOICES } from '../tts/espeak/voices.ts'
import { BUNDLED_FOLDER } from '../store/store.ts'
import { mergeAgain } from './merge_again.ts'
import { likelyTerms } from './likely_terms.ts'
import { indexTerm, NEAREST_MAX, nearestTerms } from './nearest.ts'
import type { Indexed } from './nearest.ts'
import { readOrdinaryWords } from './ordinary.ts'
import { plain, putTerms } from './put_terms.ts'
import type { PutTerm, SoundingTerm, SoundingWord } from './put_terms.ts'
import { soundsOf } from './sounds.ts'
import type { Sound } from './sounds.ts'

/** Words whose sounds are kept, of all languages. */
const KEPT_WORDS = 20_000
/** Words asked for at once. */
const ASKED_MAX = 500
/** These write no spaces between words: what sounds alike cannot be told from what is meant. */
const UNSPACED: ReadonlySet<Language> = new Set<Language>(['zh', 'yue', 'ja', 'th', 'lo', 'km', 'my', 'bo'])
/** The bundled Whisper's. */
const TOKENIZER = join(BUNDLED_FOLDER, 'whisper-base', 'tokenizer.json')
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu

/** How a term is written, and the ways of saying it, in letters. */
export interface SaidTerm {
  readonly term: string
  readonly sounds: readonly string[]
  /** Nobody asked for it: left out where it is made of ordinary words, which are heard right and are said for other things as well. */
  readonly found?: boolean
}

/** Terms in the sounds of one language: made once for a vocabulary. */
export interface PreparedTerms {
  readonly language: Language
  readonly terms: readonly Indexed<SoundingTerm>[]
}

/** Puts terms right in what was recognised, by how they sound. */
export interface Terms {
  /** Throws DomainError `model-unavailable`, `timeout`, what the file system throws. Empty for a language whose sounds are not known. */
  prepare(terms: readonly SaidTerm[], language: Language): Promise<PreparedTerms>
  /** Throws as `prepare` does. */
  put(text: string, prepared: PreparedTerms): Promise<{ readonly text: string; readonly put: readonly PutTerm[] }>
  /** Terms that may have been said although they were not put, the likeliest first, at most `LIKELY_MAX`: worth hearing the speech again for. Throws as `prepare` does. */
  likely(text: string, prepared: PreparedTerms): Promise<string[]>
  /** A text with the terms in it that were heard the second time. Throws as `prepare` does. */
  merge(text: string, again: string, prepared: PreparedTerms): Promise<{ readonly text: string; readonly put: readonly PutTerm[] }>
  close(): Promise<void>
}

/** espeak-ng tells the sounds, in a thread of its own that is started when it is first needed. */
export function openTerms({ start = startEspeak, tokenizer = TOKENIZER }: { start?: () => Thread; tokenizer?: string } = {}): Terms {
  const known = new Map<string, readonly Sound[]>()
  let opening: Promise<LivingThread> | null = null
  let reading: Promise<ReadonlySet<string>> | null = null
  const ordinaryWords = () => {
    reading ??= readOrdinaryWords(tokenizer)
    return reading.catch((error: unknown) => {
      reading = null
      throw error
    })
  }
  const thread = () => {
    opening ??= openLivingThread({ name: 'terms', start, warm: async (started) => void await started.call('phonemes', { voice: 'en-us', clauses: ['hello'] } satisfies PhonemesInput) })
    return opening.catch((error: unknown) => {
      opening = null
      throw error
    })
  }
  /** Sounds of words, each by itself. */
  const say = async (words: readonly string[], voice: string): Promise<(readonly Sound[])[]> => {
    const keyOf = (word: string) => `${voice} ${word}`
    const unknown = [...new Set(words.filter((word) => !known.has(keyOf(word))))]
    // Held here: what is kept may be pushed out while the rest is asked for.
    const found = new Map(words.flatMap((word) => (known.has(keyOf(word)) ? [[word, known.get(keyOf(word))!] as const] : [])))
    for (let at = 0; at < unknown.length; at += ASKED_MAX) {
      const clauses = unknown.slice(at, at + ASKED_MAX)
      const ipa = await (await thread()).call<string[]>('phonemes', { voice, clauses } satisfies PhonemesInput)
      for (const [index, word] of clauses.entries()) {
        found.set(word, soundsOf(ipa[index]!))
        known.set(keyOf(word), found.get(word)!)
        if (known.size > KEPT_WORDS) known.delete(known.keys().next().value!)
      }
    }
    return words.map((word) => found.get(word)!)
  }
  const wordsIn = (text: string) => [...text.matchAll(WORD)].map(({ 0: word, index }) => ({ word: word.toLowerCase(), start: index, end: index + word.length }))
  const sounding = async (text: string, language: Language): Promise<SoundingWord[]> => {
    const words = wordsIn(text)
    const ordinary = await ordinaryWords()
    const sounds = await say(words.map(({ word }) => word), ESPEAK_VOICES[language]!)
    return words.map((word, index) => ({ ...word, sounds: sounds[index]!, ordinary: ordinary.has(word.word) || /^\p{N}+$/u.test(word.word) }))
  }

  return {
    async prepare(terms, language) {
      const voice = UNSPACED.has(language) ? undefined : ESPEAK_VOICES[language]
      if (voice === undefined || terms.length === 0) return { language, terms: [] }
      const ordinary = await ordinaryWords()
      const wanted = terms.filter(({ term, found }) => !found || wordsIn(term).some(({ word }) => !ordinary.has(word)))
      const ways = wanted.flatMap(({ term, sounds }) => [term, ...sounds].map((way) => ({ term, words: wordsIn(way).map(({ word }) => word) })))
      const sounds = await say(ways.flatMap(({ words }) => words), voice)
      const byTerm = new Map<string, Sound[][]>()
      let at = 0
      for (const { term, words } of ways) {
        byTerm.set(term, [...(byTerm.get(term) ?? []), sounds.slice(at, at + words.length).flat()])
        at += words.length
      }
      return { language, terms: [...byTerm].map(([term, own]) => indexTerm({ term, sounds: own }, own)) }
    },
    async put(text, { language, terms }) {
      if (terms.length === 0) return { text, put: [] }
      const words = await sounding(text, language)
      const near = nearestTerms(terms, words.flatMap(({ sounds }) => sounds))
      return near.length === 0 ? { text, put: [] } : putTerms(text, words, near)
    },
    async likely(text, { language, terms }) {
      if (terms.length === 0) return []
      const words = await sounding(text, language)
      const spoken = plain(text)
      // Of many terms not all can be compared while somebody waits.
      const compared = terms.length > NEAREST_MAX ? nearestTerms(terms, words.flatMap(({ sounds }) => sounds)) : terms.map(({ value }) => value)
      return likelyTerms(compared.filter(({ term }) => !spoken.includes(plain(term))), words)
    },
    async merge(first, again, { language, terms }) {
      if (terms.length === 0) return { text: first, put: [] }
      const names = terms.map(({ value }) => value.term)
      return mergeAgain({ text: first, words: await sounding(first, language) }, { text: again, words: await sounding(again, language) }, names)
    },
    async close() {
      await (await opening?.catch(() => null))?.close()
    },
  }
}

function startEspeak(): Thread {
  return startThread(new URL('../tts/espeak/thread.ts', import.meta.url), {}, { name: 'terms' })
}
