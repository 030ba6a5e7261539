import type { Language } from '../../domain/language.ts'
import type { Translator } from './translator.ts'

/** Longer sentences before cost more than they tell, characters. */
const PREVIOUS_MAX = 150

/**
 * Directions in which the sentence before was measured to help, and what begins with a word for something in it: "The house is big. It is
 * expensive." needs a gender in Portuguese (bench/README.md). Portuguese leaves such words out, so there is nothing to tell by the other way.
 */
const HELPS: Readonly<Record<string, RegExp>> = { 'en-pt': /^(?:it|its|they|their)\b/iu }

/** Whether a sentence is translated better behind the one before it. */
export function needsPrevious(sentence: string, previous: string, { from, to }: { from: Language; to: Language }): boolean {
  const isPlain = /\p{L}\.$/u.test(previous) && previous.length <= PREVIOUS_MAX && !/;/.test(previous + sentence)
  return isPlain && (HELPS[`${from}-${to}`]?.test(sentence) ?? false)
}

/**
 * Translates a sentence together with `previous`, as one sentence with a semicolon between them, since engines take each sentence for itself; what
 * stands behind the semicolon is its translation. Where there is not exactly one, the sentence goes alone.
 */
export function withPrevious(translator: Translator): Translator {
  return {
    ...translator,
    async translate(text, { previous, ...options }) {
      if (previous !== undefined) {
        const { text: both, ...made } = await translator.translate(`${previous.slice(0, -1)}; ${text}`, options)
        const [, own = '', ...more] = both.split(';')
        if (own.trim() !== '' && more.length === 0) return { ...made, text: matchCapital(own.trim(), text) }
      }
      return translator.translate(text, options)
    },
  }
}

function matchCapital(translated: string, source: string): string {
  return /^\p{Lu}/u.test(source) ? translated.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()) : translated
}
