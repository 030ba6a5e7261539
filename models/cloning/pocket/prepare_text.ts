import type { Language } from '../../../domain/language.ts'
import { splitSentences } from '../../translation/sentences/split.ts'
import type { Bundle } from './bundle.ts'
import type { SentencePiece } from './sentence_piece.ts'

/** A text of this many words or fewer goes on for longer after its end. */
const FEW_WORDS = 4
const PADDING = ' '.repeat(8)
const PADDED_WORDS = 5

export interface PreparedText {
  readonly ids: readonly number[]
  /** Frames that are made after the model said that the text is over, so that its last sound is whole. */
  readonly framesAfterEnd: number
}

/** A text as the model was trained on it: parts of as many sentences as it bears, each with a capital and an end. Empty for no words. */
export function prepareText(text: string, language: Language, { bundle, tokenizer }: { bundle: Bundle; tokenizer: SentencePiece }): PreparedText[] {
  const plain = (bundle.remove_semicolons ? text.replaceAll(';', ',') : text).replace(/\s+/g, ' ').trim()
  if (!/[\p{L}\p{N}]/u.test(plain)) return []
  const count = (part: string) => tokenizer.encode(part).length
  const parts: string[] = []
  // A token has four letters or so: what is cut at that length and still too long is left to the model.
  for (const { before, text: sentence, after } of splitSentences(plain, { language, longest: 4 * bundle.max_token_per_chunk })) {
    const piece = `${before}${sentence}${after}`
    const last = parts.at(-1)
    if (last !== undefined && count(last + piece) <= bundle.max_token_per_chunk) parts[parts.length - 1] = last + piece
    else parts.push(piece)
  }
  return parts.map((part) => finish(part.trim(), { bundle, tokenizer })).filter(({ ids }) => ids.length > 0)
}

function finish(part: string, { bundle, tokenizer }: { bundle: Bundle; tokenizer: SentencePiece }): PreparedText {
  const words = part.split(' ').length
  const capital = part.charAt(0).toUpperCase() + part.slice(1)
  const ended = /[\p{L}\p{N}]$/u.test(capital) ? `${capital}.` : capital
  const padded = bundle.pad_with_spaces_for_short_inputs && words < PADDED_WORDS ? PADDING + ended : ended
  const guess = words <= FEW_WORDS ? 3 : 1
  return { ids: tokenizer.encode(padded), framesAfterEnd: bundle.model_recommended_frames_after_eos ?? guess + 2 }
}
