import type { PiperSettings } from './settings.ts'

const [BEGIN, END, PAD] = ['^', '$', '_']
/** What stands between espeak-ng's phonemes, and its marks of a change of language, such as `(en)`. */
const FOREIGN = /_|\([a-z-]+\)/g
/** Where espeak-ng found the end of a clause. */
const CLAUSE = /\s*\|\s*/g

export interface Clause {
  readonly text: string
  /** The punctuation that a voice was trained to read at the end, or none. */
  readonly mark: string
}

/** Punctuation of all scripts that ends a clause, by the one that voices know. */
const MARKS: Readonly<Record<string, string>> = Object.freeze({
  '.': '.', '…': '.', '。': '.', '।': '.', '۔': '.', '!': '!', '！': '!', '?': '?', '？': '?', '؟': '?', ',': ',', '，': ',', '、': ',', '،': ',',
  '—': ',', '–': ',', ';': ';', '；': ';', '؛': ';', ':': ':', '：': ':',
})
const CLAUSE_END = /[.,;:!?…]+(?=[\s"'”’»)\]]|$)|[。।۔！？؟，、،；؛：]+|\s[—–-]+(?=\s)|[—–]/gu

/** A sentence's clauses, each with its mark. */
export function toClauses(sentence: string): Clause[] {
  const clauses: Clause[] = []
  let from = 0
  for (const match of sentence.matchAll(CLAUSE_END)) {
    clauses.push({ text: sentence.slice(from, match.index).trim(), mark: MARKS[match[0].trim().at(-1)!] ?? ',' })
    from = match.index + match[0].length
  }
  clauses.push({ text: sentence.slice(from).trim(), mark: '' })
  return clauses.filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
}

/** IPA of clauses as espeak-ng gives it → one text as voices were trained on. */
export function joinPhonemes(phonemes: readonly string[], clauses: readonly Clause[]): string {
  return phonemes.map((ipa, index) => `${ipa.replace(FOREIGN, '').replace(CLAUSE, ', ').trim()}${clauses[index]!.mark}`).join(' ')
}

/** A voice's number of each character of an IPA text, with blanks between them; those that it does not know are left out. */
export function toIds(ipa: string, { phoneme_id_map: known }: Pick<PiperSettings, 'phoneme_id_map'>): number[] {
  const pad = known[PAD] ?? [0]
  const ids = [...(known[BEGIN] ?? [1]), ...pad]
  for (const character of ipa.normalize('NFD')) {
    const own = known[character]
    if (own) ids.push(...own, ...pad)
  }
  return [...ids, ...(known[END] ?? [2])]
}
