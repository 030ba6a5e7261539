import { DomainError } from '../../../domain/errors.ts'
import { startThread } from '../../runtime/thread.ts'
import type { Thread } from '../../runtime/thread.ts'
import { createBatches } from '../batch.ts'
import { translateBySentence } from '../by_sentence.ts'
import type { Translator } from '../translator.ts'
import { openLivingThread } from '../../runtime/living_thread.ts'
import { lookUpPhrase } from './phrasebook.ts'
import { findPath } from './pivot.ts'
import type { Direction } from './pivot.ts'
import type { BergamotThreadData, BergamotThreadInput } from './thread.ts'

export interface BergamotDirection extends Direction {
  /** Folder with model.bin, lex.bin and vocab.spm. */
  readonly folder: string
  /** Changes with the weights. */
  readonly version?: string
}

export interface BergamotOptions {
  readonly directions: readonly BergamotDirection[]
  readonly start?: (data: BergamotThreadData) => Thread
  /** Longest wait for a batch before the thread is taken for hung, ms. */
  readonly deadlineMs?: number
  /** How many sentences went together. */
  readonly onBatch?: (sentences: number) => void
}

/** As long as what people say, so that V8 has optimised what runs in a sentence before the first caption needs it. */
const WARM_UP = 'This is a sentence of an ordinary length, so that the first caption of a meeting is as quick as the others.'
/**
 * Sentences that go together once so many wait: a tenth quicker on a busy machine (bench/README.md). They share a shortlist of words, which changes one
 * translation in a hundred, for better or worse; so fewer go alone, and have the same translation every time.
 */
const BATCH_SIZE = 4

/**
 * Firefox Translations' 8-bit student models in WebAssembly, in one worker thread, warmed when this resolves. Sentences go together where
 * many wait. A thread that died or hangs is started again. Throws DomainError `model-unavailable` when a model cannot be loaded; translating, `timeout` too.
 */
export async function createBergamot({ directions, start = startBergamotThread, deadlineMs, onBatch }: BergamotOptions): Promise<Translator> {
  const data = { folders: Object.fromEntries(directions.map(({ id, folder }) => [id, folder])) }
  const thread = await openLivingThread({
    name: 'bergamot',
    start: () => start(data),
    async warm(started) {
      for (const { id } of directions) await started.call('translate', { path: [id], texts: [WARM_UP] } satisfies BergamotThreadInput)
    },
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  })
  const batches = createBatches({
    size: BATCH_SIZE, least: BATCH_SIZE,
    ...(onBatch ? { onBatch } : {}),
    work: (path, texts) => thread.call<string[]>('translate', { path: path.split('>') as unknown as BergamotThreadInput['path'], texts } satisfies BergamotThreadInput),
  })

  return {
    engine: 'bergamot',
    serves: (from, to) => findPath(directions, from, to) !== null,
    version: (from, to) => findPath(directions, from, to)?.map((id) => directions.find((direction) => direction.id === id)?.version ?? id).join('>') ?? '',
    async translate(text, { from, to, signal, background = false }) {
      const path = findPath(directions, from, to)
      if (!path) throw new DomainError('language-unavailable', `Bergamot has no model from "${from}" to "${to}"`)
      const translated = await translateBySentence(text, from, async (sentence) => (
        lookUpPhrase(sentence, { from, to }) ?? (await batches.run(path.join('>'), sentence, { background, ...(signal ? { signal } : {}) }))
      ))
      return { language: to, text: translated, engine: 'bergamot' }
    },
    close: () => thread.close(),
  }
}

function startBergamotThread(data: BergamotThreadData): Thread {
  return startThread(new URL('./thread.ts', import.meta.url), data, { name: 'bergamot', work: 'translate' })
}
