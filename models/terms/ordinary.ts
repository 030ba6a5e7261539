import { readFile } from 'node:fs/promises'

/** A byte as the tokenizer writes it, and back: bytes that cannot be seen stand behind the first 256 letters (GPT-2's table). */
const SEEN = [[33, 126], [161, 172], [174, 255]] as const
const BYTES: ReadonlyMap<string, number> = new Map(byteLetters())

/**
 * Words that are one token of a byte-level tokenizer with a space before: some 35,000 that are common in what the model was trained on.
 * Lower case. Throws what the file system throws.
 * @param path a `tokenizer.json`
 */
export async function readOrdinaryWords(path: string): Promise<ReadonlySet<string>> {
  const { model } = JSON.parse(await readFile(path, 'utf8')) as { model: { vocab: Record<string, number> } }
  const words = new Set<string>()
  const decoder = new TextDecoder()
  for (const token of Object.keys(model.vocab)) {
    if (!token.startsWith('Ġ')) continue
    const word = decoder.decode(Uint8Array.from([...token.slice(1)], (letter) => BYTES.get(letter) ?? 0)).toLowerCase()
    if (/^\p{L}[\p{L}\p{M}'’]*$/u.test(word)) words.add(word)
  }
  return words
}

function byteLetters(): [string, number][] {
  let hidden = 0
  return Array.from({ length: 256 }, (_, byte) => [String.fromCodePoint(SEEN.some(([from, to]) => byte >= from && byte <= to) ? byte : 256 + hidden++), byte])
}
