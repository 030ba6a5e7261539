import { toWords } from '../transcribe_parts/words.ts'
import type { LagInstance } from './lag.ts'
import type { Shown } from './meeting_log.ts'
import { erasureOf } from './normalized_erasure.ts'
import type { Erasure } from './normalized_erasure.ts'

/** Everything that one reader saw of one line, in order. */
export type LineOf = readonly Shown[]

/** A log as lines of one reader each; a withdrawal is the last thing that each of a line's readers sees. */
export function linesOf(log: readonly Shown[]): LineOf[] {
  const lines = new Map<string, Shown[]>()
  for (const shown of log.toSorted((a, b) => a.atMs - b.atMs)) {
    if (shown.kind === 'withdrawn') {
      for (const line of lines.values()) if (line[0]!.captionId === shown.captionId) line.push({ ...line[0]!, atMs: shown.atMs, kind: 'withdrawn', text: '', steady: 0 })
      continue
    }
    const key = `${shown.captionId} ${shown.reader}`
    lines.set(key, [...(lines.get(key) ?? []), shown])
  }
  return [...lines.values()]
}

export interface Erasures {
  /** Of lines once they were final. */
  readonly final: Erasure
  /** Of what was shown as staying. */
  readonly stable: Erasure
  /** Of everything that was shown. */
  readonly all: Erasure
}

export function erasures(lines: readonly LineOf[]): Erasures {
  const finalOnwards = (line: LineOf) => line.slice(line.findIndex(({ kind }) => kind === 'final'))
  return {
    final: erasureOf(lines.filter((line) => line.some(({ kind }) => kind === 'final')).map((line) => finalOnwards(line).map(({ text }) => text))),
    stable: erasureOf(lines.map((line) => line.map(({ text, steady }) => text.slice(0, steady)))),
    all: erasureOf(lines.map((line) => line.map(({ text }) => text))),
  }
}

/** When each word of the final lines was there to stay: as `stable` text, or as any text. */
export function lagInstances(lines: readonly LineOf[], counts: 'stable' | 'shown'): LagInstance[] {
  const endMs = Math.max(...lines.flatMap((line) => line.map((shown) => shown.endMs)))
  return lines.flatMap((line) => {
    const final = line.find(({ kind }) => kind === 'final')
    const words = final ? toWords(final.text) : []
    if (!final || words.length === 0) return []
    const states = line.slice(0, line.indexOf(final) + 1).map(({ atMs, text, steady }) => ({ atMs, words: toWords(counts === 'stable' ? text.slice(0, steady) : text) }))
    const prediction = words.join(' ')
    return [{
      prediction, reference: prediction, source_length: final.endMs - final.startMs,
      emission_ca: words.map((_, at) => cameMs(states, words, at) - final.startMs),
      // What comes after the last speech of all is late, not left out.
      time_to_recording_end: endMs - final.startMs + 60_000,
    }]
  })
}

/** The first moment from which on a line kept the words up to this one. */
function cameMs(states: readonly { readonly atMs: number; readonly words: readonly string[] }[], words: readonly string[], at: number): number {
  let cameAt = states.at(-1)!.atMs
  for (const state of states.toReversed()) {
    for (let i = 0; i <= at; i++) if (state.words[i] !== words[i]) return cameAt
    cameAt = state.atMs
  }
  return cameAt
}
