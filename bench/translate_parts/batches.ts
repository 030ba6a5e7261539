import { fileURLToPath } from 'node:url'
import { loadMarian } from '../../models/translation/bergamot/marian.ts'
import { readMarianFiles } from '../../models/translation/bergamot/read_files.ts'
import { percentile } from '../_report.ts'

const SIZES = [1, 4, 8] as const
const ROUNDS = 7

export interface BatchFigures {
  readonly size: number
  readonly wordsPerSecond: number
  /** From handing a batch over to its last translation, which is when each of its sentences is there. */
  readonly p50Ms: number
  /** Sentences that come out otherwise than alone. */
  readonly unlikeAlone: number
  readonly sentences: number
}

/** Bergamot's engine itself with one, four and eight sentences at a time, in turns, in this thread; the median of the rounds. */
export async function measureBatches(model: string, texts: readonly string[]): Promise<BatchFigures[]> {
  const marian = await loadMarian()
  const loaded = marian.load(await readMarianFiles(fileURLToPath(new URL(`../../models/bundled/${model}`, import.meta.url))))
  const alone = texts.map((text) => marian.translate([loaded], [text])[0]!)
  const words = texts.join(' ').split(/\s+/).length
  const rounds = new Map<number, number[]>(SIZES.map((size) => [size, []]))
  const batches = new Map<number, number[]>(SIZES.map((size) => [size, []]))
  const unlike = new Map<number, number>()
  for (let round = 0; round < ROUNDS; round++) {
    for (const size of SIZES) {
      const made: string[] = []
      const beganMs = performance.now()
      for (let at = 0; at < texts.length; at += size) {
        const batchMs = performance.now()
        made.push(...marian.translate([loaded], texts.slice(at, at + size)))
        batches.get(size)!.push(performance.now() - batchMs)
      }
      rounds.get(size)!.push(performance.now() - beganMs)
      unlike.set(size, made.filter((text, index) => text !== alone[index]).length)
    }
  }
  return SIZES.map((size) => ({
    size, sentences: texts.length, unlikeAlone: unlike.get(size)!,
    wordsPerSecond: Math.round((words * 1_000) / percentile(rounds.get(size)!, 0.5)), p50Ms: Math.round(percentile(batches.get(size)!, 0.5) * 10) / 10,
  }))
}
