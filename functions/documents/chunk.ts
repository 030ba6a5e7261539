import type { Page } from './extract/found.ts'

/** Of what a piece may hold, so much is repeated from the one before, so that what a piece ends with is found in its context. */
const OVERLAP = 0.15

export interface Chunk {
  /** On which most of it stands; null where the document has no pages. */
  readonly page: number | null
  readonly text: string
  /** Its sentences but for those that it repeats, counted through the document: from, and up to without. */
  readonly from: number
  readonly to: number
}

interface Sentence {
  /** Counted through the document. */
  readonly number: number
  readonly text: string
  readonly page: number | null
  readonly tokens: number
  readonly begins: boolean
}

export interface ChunkOptions {
  /** What the embedder reads of a text at once. */
  readonly tokensMax: number
  readonly countTokens: (text: string) => number
}

/**
 * A document in pieces of whole sentences, each as long as the embedder reads at once; the last sentences of one begin the next. Only a sentence
 * that is longer than that is cut, between words where there are any.
 */
export function chunkPages(pages: readonly Page[], { tokensMax, countTokens }: ChunkOptions): Chunk[] {
  const chunks: Chunk[] = []
  let held: Sentence[] = []
  let tokens = 0
  let repeated = 0
  const end = () => {
    if (held.length === repeated) return
    chunks.push({ page: pageOf(held.slice(repeated)), text: join(held), from: held[repeated]!.number, to: held.at(-1)!.number + 1 })
    held = lastOf(held, OVERLAP * tokensMax)
    repeated = held.length
    tokens = sum(held)
  }
  for (const sentence of sentencesOf(pages)) {
    for (const piece of fit(sentence, { tokensMax, countTokens })) {
      if (tokens + piece.tokens > tokensMax) end()
      // What is repeated gives way to what is new.
      while (repeated > 0 && tokens + piece.tokens > tokensMax) {
        tokens -= held.shift()!.tokens
        repeated--
      }
      held.push(piece)
      tokens += piece.tokens
    }
  }
  end()
  return chunks

  function* sentencesOf(all: readonly Page[]): Generator<Sentence> {
    let number = 0
    for (const { page, paragraphs } of all) {
      for (const paragraph of paragraphs) for (const [at, text] of paragraph.entries()) yield { number: number++, text, page, tokens: countTokens(text), begins: at === 0 }
    }
  }
}

/** A sentence as pieces that an embedder takes: one, but for sentences without end. */
function* fit(sentence: Sentence, { tokensMax, countTokens }: ChunkOptions): Generator<Sentence> {
  let { text, tokens, begins } = sentence
  while (tokens > tokensMax) {
    let at = Math.max(1, Math.floor((text.length * tokensMax) / tokens))
    while (at > 1 && countTokens(text.slice(0, at)) > tokensMax) at = Math.floor(at * 0.9)
    const space = text.lastIndexOf(' ', at)
    if (space > at / 2) at = space
    else if (/[\ud800-\udbff]/.test(text[at - 1]!)) at = Math.max(2, at - 1)
    const head = text.slice(0, at).trim()
    yield { ...sentence, text: head, tokens: countTokens(head), begins }
    text = text.slice(at).trim()
    tokens = countTokens(text)
    begins = false
  }
  yield { ...sentence, text, tokens, begins }
}

/** The sentences at the end that fit into so many tokens. */
function lastOf(held: readonly Sentence[], tokensMax: number): Sentence[] {
  let first = held.length
  for (let tokens = 0; first > 0 && (tokens += held[first - 1]!.tokens) <= tokensMax;) first--
  return held.slice(first)
}

function join(sentences: readonly Sentence[]): string {
  return sentences.map(({ text, begins }, index) => (index === 0 ? text : `${begins ? '\n' : ' '}${text}`)).join('')
}

function pageOf(sentences: readonly Sentence[]): number | null {
  const tokens = new Map<number | null, number>()
  for (const { page, tokens: own } of sentences) tokens.set(page, (tokens.get(page) ?? 0) + own)
  return [...tokens].reduce((a, b) => (b[1] > a[1] ? b : a))[0]
}

function sum(sentences: readonly Sentence[]): number {
  return sentences.reduce((total, { tokens }) => total + tokens, 0)
}
