import type { Language } from '../../domain/language.ts'
import { splitSentences } from './sentences/split.ts'

/** Sentences of one text that are under way at once: a long text leaves others their turn. */
const AT_ONCE = 8

/** Translates a text sentence by sentence; what stands between them stays. */
export async function translateBySentence(text: string, { language, longest }: { language: Language; longest?: number }, translate: (sentence: string) => Promise<string>): Promise<string> {
  const pieces = splitSentences(text, { language, ...(longest === undefined ? {} : { longest }) })
  const done: string[] = []
  let next = 0
  const work = async () => {
    while (next < pieces.length) {
      const index = next++
      const { before, text: sentence, after } = pieces[index]!
      done[index] = before + (sentence === '' ? '' : (await translate(sentence)).trim()) + after
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, pieces.length) }, work))
  return done.join('')
}
