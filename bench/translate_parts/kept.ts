import { readFile } from 'node:fs/promises'
import type { Translator } from '../../models/translation/translator.ts'

type Pair = { readonly from: 'en' | 'pt'; readonly to: 'en' | 'pt' }
interface Sentence {
  readonly of: string
  readonly text: string
  /** What its translation has to hold, as the other language writes it. */
  readonly keep: readonly string[]
}

export interface Kept {
  readonly kept: number
  readonly all: number
  /** By what it is. */
  readonly of: Readonly<Record<string, string>>
  readonly lost: readonly string[]
}

/** How many of the numbers, codes, addresses, names ... of `kept.json` are in the translations. */
export async function measureKept(translator: Translator, pair: Pair): Promise<Kept> {
  const sentences = (JSON.parse(await readFile(new URL('./kept.json', import.meta.url), 'utf8')) as Record<string, Sentence[]>)[pair.from]!
  const counts: Record<string, { kept: number; all: number }> = {}
  const lost: string[] = []
  for (const { of, text, keep } of sentences) {
    const { text: translated } = await translator.translate(text, pair)
    const count = (counts[of] ??= { kept: 0, all: 0 })
    for (const one of keep) {
      count.all++
      if (translated.includes(one)) count.kept++
      else lost.push(`${one}: ${translated}`)
    }
  }
  const sum = (field: 'kept' | 'all') => Object.values(counts).reduce((total, count) => total + count[field], 0)
  return { kept: sum('kept'), all: sum('all'), of: Object.fromEntries(Object.entries(counts).map(([of, { kept, all }]) => [of, `${kept}/${all}`])), lost }
}

/** How many pronouns of `agreement.json` agree in Portuguese with what the sentence before speaks of. */
export async function measureAgreement(translator: Translator): Promise<{ right: number; all: number }> {
  const cases = JSON.parse(await readFile(new URL('./agreement.json', import.meta.url), 'utf8')) as { text: string; right: string }[]
  let right = 0
  for (const { text, right: pattern } of cases) {
    const { text: translated } = await translator.translate(text, { from: 'en', to: 'pt' })
    // The sentence before may have the word as well.
    const last = translated.split(/(?<=\.)\s/).slice(1).join(' ')
    if (new RegExp(pattern, 'i').test(last)) right++
  }
  return { right, all: cases.length }
}
