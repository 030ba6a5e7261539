import { readFields } from '../../onnx/wire.ts'

/** How sentencepiece.proto numbers types of pieces. */
const UNKNOWN = 2
const BYTE = 6
const SPACE = '\u2581'
/** Below the worst piece: an unknown character is the last resort. */
const UNKNOWN_PENALTY = 10

export interface SentencePiece {
  encode(text: string): number[]
}

/**
 * A SentencePiece unigram model (Kudo, Subword Regularization, 2018): the likeliest way to put a text together from its pieces, with bytes or `<unk>`
 * where there are none. Text is normalised by NFKC, which is what `nmt_nfkc` is but for control characters.
 * @param bytes of `tokenizer.model`. Throws RangeError where they are no message.
 */
export function readSentencePiece(bytes: Uint8Array): SentencePiece {
  const pieces = new Map<string, { readonly id: number; readonly score: number }>()
  const byteIds = new Map<number, number>()
  let [unknownId, worst, longest, dummyPrefix, collapse, id] = [0, 0, 1, true, true, 0]
  for (const { number, wire, value } of readFields(bytes)) {
    if (wire !== 2 || !(value instanceof Uint8Array)) continue
    if (number === 1) {
      const { text, score, type } = readPiece(value)
      if (type === UNKNOWN) unknownId = id
      else if (type === BYTE) byteIds.set(Number.parseInt(text.slice(3, 5), 16), id)
      else if (type === 1 || type === 4) {
        pieces.set(text, { id, score })
        worst = Math.min(worst, score)
        longest = Math.max(longest, text.length)
      }
      id++
    }
    if (number === 3) {
      for (const field of readFields(value)) {
        if (field.number === 3 && field.wire === 0) dummyPrefix = field.value !== 0n
        if (field.number === 4 && field.wire === 0) collapse = field.value !== 0n
      }
    }
  }

  const encode = (text: string): number[] => {
    const plain = text.normalize('NFKC').replace(/[\t\n\r]/g, ' ')
    const spaced = collapse ? plain.replace(/ +/g, ' ').trim() : plain
    if (spaced === '') return []
    const input = `${dummyPrefix ? ' ' : ''}${spaced}`.replaceAll(' ', SPACE)
    const best: ({ readonly score: number; readonly from: number; readonly ids: readonly number[] } | undefined)[] = [{ score: 0, from: 0, ids: [] }]
    for (let from = 0; from < input.length; from++) {
      const here = best[from]
      if (!here) continue
      const consider = (to: number, score: number, ids: readonly number[]) => {
        if (best[to] === undefined || here.score + score > best[to].score) best[to] = { score: here.score + score, from, ids }
      }
      for (let to = from + 1; to <= Math.min(input.length, from + longest); to++) {
        const piece = pieces.get(input.slice(from, to))
        if (piece) consider(to, piece.score, [piece.id])
      }
      const character = String.fromCodePoint(input.codePointAt(from)!)
      if (!pieces.has(character)) {
        const bytesOf = [...new TextEncoder().encode(character)].map((byte) => byteIds.get(byte) ?? unknownId)
        consider(from + character.length, worst - UNKNOWN_PENALTY, byteIds.size > 0 ? bytesOf : [unknownId])
      }
    }
    const ids: number[] = []
    for (let at = input.length; at > 0;) {
      const step = best[at]!
      ids.unshift(...step.ids)
      at = step.from
    }
    return ids
  }
  return { encode }
}

function readPiece(bytes: Uint8Array): { text: string; score: number; type: number } {
  let [text, score, type] = ['', 0, 1]
  for (const field of readFields(bytes)) {
    if (field.number === 1 && field.wire === 2 && field.value instanceof Uint8Array) text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(field.value)
    if (field.number === 2 && field.wire === 5) score = new DataView(field.value.buffer, field.value.byteOffset).getFloat32(0, true)
    if (field.number === 3 && field.wire === 0) type = Number(field.value)
  }
  return { text, score, type }
}
