import type { Language } from '../../../domain/language.ts'
import { commonWords } from '../../../domain/written_language.ts'
import type { FoundTerm } from './found.ts'

/** Names and codes of one document, and words of which the rare ones are terms. */
const TERMS_MAX = 1_000
const WORDS_MAX = 1_000
const TERM_CHARACTERS_MAX = 60
const NAME_WORDS_MAX = 5
/** In a name between two words that begin with a capital. */
const JOINING = new Set(['of', 'de', 'da', 'do', 'dos', 'das', 'del', 'la', 'van', 'von', 'der', 'di', 'du'])
/** Every noun begins with a capital. */
const CAPITAL_NOUNS: readonly (Language | null)[] = ['de']
const TOKEN = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[-_./’'][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu
const CODE = /^(?=.*\p{L})(?:.*\p{N}|.*_|.*\p{Ll}\p{Lu})/u
const ACRONYM = /^\p{Lu}[\p{Lu}\p{N}]{1,7}s?$/u
const CAPITAL = /^\p{Lu}[\p{L}\p{M}’'-]+$/u
const SMALL_WORD = /^\p{Ll}[\p{Ll}\p{M}]{3,30}$/u
const ORDINAL = /^\p{N}+(?:st|nd|rd|th|º|ª|o|a)$/iu

/**
 * Names, acronyms and code-like words of a text, and its words in small letters that may be rare; those that are there most often first.
 * What begins a sentence with a capital is a name where it is one elsewhere, or goes on with another capital.
 * @param sentences in order
 */
export function harvestTerms(sentences: readonly string[], { language }: { readonly language: Language | null }): FoundTerm[] {
  const found = new Map<string, { kind: FoundTerm['kind']; count: number; sentence: number }>()
  const small = new Set<string>()
  const common = new Set(commonWords())
  const add = (term: string, kind: FoundTerm['kind'], sentence: number) => {
    if (term.length > TERM_CHARACTERS_MAX) return
    const known = found.get(term)
    if (known) known.count++
    else found.set(term, { kind, count: 1, sentence })
  }
  for (const [index, sentence] of sentences.entries()) {
    const words = [...sentence.matchAll(TOKEN)]
    const capitals = sentence.match(/\p{Lu}/gu)?.length ?? 0
    const shouts = capitals > 0.5 * (sentence.match(/\p{L}/gu)?.length ?? 1) && words.length > 1
    for (let at = 0; at < words.length; at++) {
      const [text] = words[at]!
      if (text.length > TERM_CHARACTERS_MAX) continue
      if (CODE.test(text) && !ORDINAL.test(text)) add(text, 'code', index)
      else if (shouts) continue
      else if (ACRONYM.test(text)) add(text.replace(/s$/, ''), 'acronym', index)
      else if (CAPITAL.test(text) && !common.has(text.toLowerCase())) {
        const last = nameEnd(sentence, words, at)
        if (last > at) add(sentence.slice(words[at]!.index, words[last]!.index + words[last]![0].length), 'name', index)
        else if (at > 0 && !CAPITAL_NOUNS.includes(language)) add(text, 'name', index)
        at = last
      } else if (SMALL_WORD.test(text)) {
        small.add(text)
        if (!common.has(text)) add(text, 'word', index)
      }
    }
  }
  const terms = [...found].map(([term, rest]): FoundTerm => ({ term, ...rest })).sort((a, b) => b.count - a.count || a.sentence - b.sentence)
  // A name that is written small elsewhere is a word that began something.
  const names = terms.filter(({ term, kind }) => kind !== 'word' && !(kind === 'name' && small.has(term.toLowerCase())))
  return [...names.slice(0, TERMS_MAX), ...terms.filter(({ kind, count }) => kind === 'word' && count > 1).slice(0, WORDS_MAX)]
}

/** @returns the last word of the name that begins at a word with a capital */
function nameEnd(sentence: string, words: readonly RegExpMatchArray[], at: number): number {
  let last = at
  for (let next = at + 1; next < words.length && next - at < NAME_WORDS_MAX; next++) {
    const before = words[next - 1]!
    // A comma or a bracket ends it.
    if (sentence.slice(before.index! + before[0].length, words[next]!.index) !== ' ') break
    const text = words[next]![0]
    if (CAPITAL.test(text) || ACRONYM.test(text)) last = next
    else if (!JOINING.has(text) || last !== next - 1) break
  }
  return last
}
