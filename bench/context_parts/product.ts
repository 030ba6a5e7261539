import { readFile } from 'node:fs/promises'
import { termSchema } from '../../domain/vocabulary.ts'
import type { Term } from '../../domain/vocabulary.ts'

/** An invented product: its terms with their translations, a document about it, and sentences of a meeting. */
export interface Product {
  readonly terms: readonly Term[]
  readonly document: readonly string[]
  readonly sentences: readonly { readonly en: string; readonly terms: readonly string[] }[]
}

export async function readProduct(): Promise<Product> {
  const { terms, ...product } = JSON.parse(await readFile(new URL('./product.json', import.meta.url), 'utf8')) as Omit<Product, 'terms'> & { terms: { term: string; sounds?: string; pt?: string; doNotTranslate?: boolean }[] }
  return { ...product, terms: terms.map(({ pt, ...term }) => termSchema.parse({ ...term, translations: pt ? { pt } : {} })) }
}
