import { readFile } from 'node:fs/promises'
import { termSchema } from '../../domain/vocabulary.ts'
import type { Term } from '../../domain/vocabulary.ts'

/** `pump`: what the limits were chosen on. `clinic`: written afterwards, in another field, with people and abbreviations. */
export const PRODUCTS = { pump: 'product', clinic: 'clinic' } as const

/** An invented product: its terms with their translations, a document about it, and sentences of a meeting. */
export interface Product {
  readonly terms: readonly Term[]
  readonly document: readonly string[]
  readonly sentences: readonly { readonly en: string; readonly terms: readonly string[] }[]
  /** The other way. */
  readonly portuguese: readonly { readonly pt: string; readonly terms: readonly string[] }[]
  /** How people say a term that is not said as it is written, whether or not its vocabulary tells. */
  readonly said: ReadonlyMap<string, string>
}

type Written = Omit<Product, 'terms' | 'said' | 'portuguese'> & Partial<Pick<Product, 'portuguese'>> & {
  readonly terms: readonly { term: string; sounds?: string; pt?: string; doNotTranslate?: boolean; said?: string }[]
}

export async function readProduct(name: keyof typeof PRODUCTS): Promise<Product> {
  const { terms, portuguese = [], ...product } = JSON.parse(await readFile(new URL(`./${PRODUCTS[name]}.json`, import.meta.url), 'utf8')) as Written
  return {
    ...product, portuguese, said: new Map(terms.flatMap(({ term, said }) => (said === undefined ? [] : [[term, said] as const]))),
    terms: terms.map(({ pt, said: _, ...term }) => termSchema.parse({ ...term, translations: pt ? { pt } : {} })),
  }
}

/** A sentence as it is read aloud. */
export function asSaid(text: string, said: Product['said']): string {
  return [...said].reduce((made, [term, way]) => made.replaceAll(term, way), text)
}
