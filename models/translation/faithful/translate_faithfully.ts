import type { Language } from '../../../domain/language.ts'
import type { TermPair } from '../../../domain/vocabulary.ts'
import { agreeArticles } from './articles.ts'
import { findLosses } from './losses.ts'
import type { Loss } from './losses.ts'
import { findFragile, mask, unmask } from './mask.ts'
import type { Kept } from './mask.ts'
import { localise, mendNumbers, readNumbers } from './numbers.ts'
import { calm, isShouting, shout } from './shouting.ts'

/** What was found wrong with a translation, for the metrics: mended or left as the model has it. */
export interface Fault {
  readonly kind: Loss['kind'] | 'fragile' | 'grouping'
  readonly mended: boolean
}

export interface FaithfulOptions {
  readonly from: Language
  readonly to: Language
  /** What has to appear in the translation where the sentence has it. */
  readonly terms?: readonly TermPair[]
  readonly ask: (sentence: string) => Promise<string>
  readonly onFault?: (fault: Fault) => void
}

/**
 * Translates a sentence so that its links, addresses, terms, numbers, codes, names after a title and capitals are in the translation. What models
 * break is kept out of it by placeholders; the rest is checked, and only what was lost is asked for once more, kept out. What cannot be mended stays as the
 * model has it. A sentence without any of it costs no second call.
 */
export async function translateFaithfully(sentence: string, { from, to, terms = [], ask, onFault }: FaithfulOptions): Promise<string> {
  if (!/\p{L}/u.test(sentence)) return localiseAll(sentence, from, to)
  const loud = isShouting(sentence)
  const translated = new Set(terms.flatMap(({ source, target }) => (source === target ? [] : [target.toLowerCase()])))

  /** Null when a placeholder did not come back. */
  const translate = async (kept: readonly Kept[]): Promise<string | null> => {
    const masked = mask(sentence, kept) ?? { text: sentence, kept: [] }
    const nouns = kept.map((one) => (translated.has(one.as.toLowerCase()) ? one.as : null))
    const answer = agreeArticles(await ask(loud ? calm(masked.text, from) : masked.text), nouns, to)
    return unmask(loud ? shout(answer, to) : answer, masked)
  }

  const fragile = findFragile(sentence)
  const whole = await translate(fragile)
  if (whole === null) {
    onFault?.({ kind: 'fragile', mended: false })
    return (await translate([])) ?? sentence
  }
  const mended = mendNumbers(sentence, whole, { from, to })
  if (mended !== whole) onFault?.({ kind: 'grouping', mended: true })
  const inFragile = ({ start, end }: Kept) => fragile.some((kept) => kept.start < end && start < kept.end)
  const lossesOf = (translation: string) => findLosses(sentence, translation, { from, to, terms }).filter((loss) => !inFragile(loss))
  const losses = lossesOf(mended)
  if (losses.length === 0) return mended
  const again = await translate([...fragile, ...losses].sort((a, b) => a.start - b.start))
  const better = again !== null && lossesOf(again).length < losses.length
  for (const { kind } of losses) onFault?.({ kind, mended: better })
  return better ? again : mended
}

function localiseAll(text: string, from: Language, to: Language): string {
  return readNumbers(text, from).reduceRight((done, number) => done.slice(0, number.start) + localise(number, from, to) + done.slice(number.end), text)
}
