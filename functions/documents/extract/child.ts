import { once } from 'node:events'
import process from 'node:process'
import { DOCUMENT_CHARACTERS_MAX, DOCUMENT_PAGES_MAX } from '../../../domain/document.ts'
import type { DocumentType } from '../../../domain/document.ts'
import { likelyLanguage } from '../../../domain/written_language.ts'
import { Refused } from './found.ts'
import type { Extracted, PageText } from './found.ts'
import { harvestTerms } from './harvest_terms.ts'
import { sniff } from './sniff.ts'
import { splitParagraphs } from './split_paragraphs.ts'

// The process that reads one document: its bytes on standard input, what was found as JSON on standard output. It is killed if it takes too much.

const LIMITS = { pages: DOCUMENT_PAGES_MAX, characters: DOCUMENT_CHARACTERS_MAX }
/** As much of the beginning as tells the language. */
const LANGUAGE_CHARACTERS = 20_000

/** Each library is loaded by who needs it. */
async function read(bytes: Uint8Array): Promise<{ readonly type: DocumentType; readonly pages: readonly PageText[] }> {
  const sniffed = sniff(bytes)
  if (sniffed.kind === 'refused') throw new Refused(sniffed.refusal)
  if (sniffed.kind === 'text') return (await import('./read_text.ts')).readText(bytes, LIMITS)
  if (sniffed.kind === 'pdf') return { type: 'pdf', pages: await (await import('./read_pdf.ts')).readPdf(bytes, LIMITS) }
  return { type: 'docx', pages: await (await import('./read_docx.ts')).readDocx(bytes, LIMITS) }
}

async function tryToRead(bytes: Uint8Array): Promise<Extracted> {
  try {
    const { type, pages } = await read(bytes)
    if (!pages.some(hasWords)) return { ok: false, refusal: 'no-text' }
    const language = likelyLanguage(pages.map(({ text }) => text).join(' ').slice(0, LANGUAGE_CHARACTERS))
    const split = pages.map(({ page, text }) => ({ page, paragraphs: splitParagraphs(text, language) }))
    return { ok: true, type, language, pages: split, terms: harvestTerms(split.flatMap(({ paragraphs }) => paragraphs.flat()), { language }) }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusal: error.refusal }
    return { ok: false, refusal: error instanceof RangeError && /alloc|memory|string length/i.test(error.message) ? 'too-much-memory' : 'broken' }
  }
}

function hasWords({ text }: PageText): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}

const pieces: Uint8Array[] = []
for await (const piece of process.stdin) pieces.push(piece as Uint8Array)
const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
let at = 0
for (const piece of pieces.splice(0)) {
  whole.set(piece, at)
  at += piece.length
}
// Libraries that warn do so elsewhere than in the answer.
for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) console[level] = () => {}
if (!process.stdout.write(JSON.stringify(await tryToRead(whole)))) await once(process.stdout, 'drain')
process.exit(0)
