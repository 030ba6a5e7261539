import { DomainError } from '../../../domain/errors.ts'
import { startThread } from '../../runtime/thread.ts'
import type { Thread } from '../../runtime/thread.ts'
import type { Translator } from '../translator.ts'
import { lookUpPhrase } from './phrasebook.ts'
import { findPath } from './pivot.ts'
import type { Direction } from './pivot.ts'
import { splitSentences } from '../sentences/split.ts'
import type { Piece } from '../sentences/split.ts'
import type { BergamotThreadData, BergamotThreadInput } from './thread.ts'

export interface BergamotDirection extends Direction {
  /** Folder with model.bin, lex.bin and vocab.spm. */
  readonly folder: string
}

export interface BergamotOptions {
  readonly directions: readonly BergamotDirection[]
  /** Longest text of one call, characters. */
  readonly chunkMax?: number
  readonly start?: (data: BergamotThreadData) => Thread
}

/** As long as what people say, so that V8 has optimised what runs in a sentence before the first caption needs it. */
const WARM_UP = 'This is a sentence of an ordinary length, so that the first caption of a meeting is as quick as the others.'

/**
 * Firefox Translations' 8-bit student models in WebAssembly, in one worker thread, warmed when this resolves.
 * A thread that died is started again on the next call. Throws DomainError `model-unavailable` when a model cannot be loaded.
 */
export async function createBergamot({ directions, chunkMax, start = startBergamotThread }: BergamotOptions): Promise<Translator> {
  const data = { folders: Object.fromEntries(directions.map(({ id, folder }) => [id, folder])) }
  let thread = start(data)
  let closed = false

  const call = (input: BergamotThreadInput, signal?: AbortSignal) => {
    if (closed) throw new DomainError('model-unavailable', 'Cannot translate: the engine "bergamot" is closed')
    if (!thread.alive) thread = start(data)
    return thread.call<string>('translate', input, { signal })
  }

  try {
    for (const { id } of directions) await call({ path: [id], text: WARM_UP })
  } catch (error) {
    await thread.close()
    throw error
  }

  return {
    engine: 'bergamot',
    serves: (from, to) => findPath(directions, from, to) !== null,
    async translate(text, { from, to, signal }) {
      const path = findPath(directions, from, to)
      if (!path) throw new DomainError('language-unavailable', `Bergamot has no model from "${from}" to "${to}"`)
      const done: string[] = []
      for (const { before, text: part, after } of group(splitSentences(text, { language: from, ...(chunkMax ? { longest: chunkMax } : {}) }), { from, to, chunkMax })) {
        const translated = part === '' ? '' : (lookUpPhrase(part, { from, to }) ?? (await call({ path, text: part }, signal)))
        done.push(before, translated.trim(), after)
      }
      return { language: to, text: done.join(''), engine: 'bergamot' }
    },
    async close() {
      closed = true
      await thread.close()
    },
  }
}

/** Joins neighbours into one call up to the chunk's length, except sayings of the phrasebook. */
function group(pieces: readonly Piece[], { chunkMax = 400, ...pair }: { from: Direction['from']; to: Direction['to']; chunkMax?: number }): Piece[] {
  const groups: Piece[] = []
  let open = false
  for (const piece of pieces) {
    const last = groups.at(-1)
    const alone = piece.text === '' || lookUpPhrase(piece.text, pair) !== null
    if (last && open && !alone && last.text.length + last.after.length + piece.before.length + piece.text.length <= chunkMax) {
      groups[groups.length - 1] = { before: last.before, text: last.text + last.after + piece.before + piece.text, after: piece.after }
    } else groups.push(piece)
    open = !alone
  }
  return groups
}

function startBergamotThread(data: BergamotThreadData): Thread {
  return startThread(new URL('./thread.ts', import.meta.url), data, { name: 'bergamot' })
}
