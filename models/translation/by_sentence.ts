import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { TEXT_MAX } from './route.ts'
import { splitSentences } from './sentences/split.ts'
import type { Piece } from './sentences/split.ts'
import type { Translator } from './translator.ts'
import { needsPrevious } from './with_previous.ts'

/** Sentences of one text that are under way at once: a long text leaves others their turn. */
const AT_ONCE = 8

/** Translates a text sentence by sentence, each with the one before it in its paragraph; what stands between them stays. */
export async function translateBySentence(text: string, language: Language, translate: (sentence: string, previous: string) => Promise<string>): Promise<string> {
  const pieces = splitSentences(text, { language })
  const done: string[] = []
  let next = 0
  const work = async () => {
    while (next < pieces.length) {
      const index = next++
      const { before, text: sentence, after } = pieces[index]!
      done[index] = before + (sentence === '' ? '' : (await translate(sentence, before === '' ? previousOf(pieces, index) : '')).trim()) + after
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, pieces.length) }, work))
  return done.join('')
}

/**
 * A translator of texts out of one of sentences: each is looked up, joined and translated on its own, so that a text's first sentences
 * come out the same when more are said. Throws DomainError `too-large`, and what the translator throws.
 */
export function bySentence(translator: Translator): Translator {
  return {
    ...translator,
    async translate(text, options) {
      const { from, to } = options
      if (text.length > TEXT_MAX) throw new DomainError('too-large', `Cannot translate a text of ${text.length} characters: the limit is ${TEXT_MAX}`)
      if (from === to || text.trim() === '') return { language: to, text, engine: 'none' }
      const engines = new Set<string>()
      let cached = true
      const translated = await translateBySentence(text, from, async (sentence, previous) => {
        const made = await translator.translate(sentence, { ...options, ...(needsPrevious(sentence, previous, options) ? { previous } : {}) })
        if (made.engine !== 'none') engines.add(made.engine)
        cached &&= made.cached ?? false
        return made.text
      })
      return { language: to, text: translated, engine: [...engines].join('+') || 'none', ...(cached && engines.size > 0 && { cached }) }
    },
  }
}

function previousOf(pieces: readonly Piece[], index: number): string {
  const previous = pieces[index - 1]
  return previous && !/[\n\r]/.test(previous.after) ? previous.text : ''
}
