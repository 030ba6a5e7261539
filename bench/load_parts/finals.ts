import { z } from 'zod'
import { percentile, round } from '../_report.ts'

const queuedSchema = z.object({ event: z.literal('segment-queued'), captionId: z.string() })
const doneSchema = z.object({
  event: z.literal('segment'), kind: z.literal('final'), captionId: z.string(), endMs: z.number(), behindMs: z.number(), outcome: z.enum(['captioned', 'no-words']),
  queuedMs: z.number(), transcribeMs: z.number(), translateMs: z.number(),
})

/** A final segment as the server's log tells of it. */
export type Done = z.infer<typeof doneSchema>

export interface Finals {
  /** Caption ids of every final segment that came in. */
  readonly queued: readonly string[]
  readonly done: ReadonlyMap<string, Done>
  readonly interims: number
}

/** From the log of a server at level `debug`. */
export function readFinals(log: string): Finals {
  const queued: string[] = []
  const done = new Map<string, Done>()
  let interims = 0
  for (const line of log.split('\n')) {
    if (!line.startsWith('{') || !line.includes('"event":"segment')) continue
    const entry: unknown = JSON.parse(line)
    const came = queuedSchema.safeParse(entry)
    const worked = doneSchema.safeParse(entry)
    if (came.success) queued.push(came.data.captionId)
    else if (worked.success) done.set(worked.data.captionId, worked.data)
    else if (line.includes('"kind":"interim"')) interims += 1
  }
  return { queued, done, interims }
}

/** Final lines that a reader got, with how far they were behind the end of speech. */
export interface ShownFinal {
  readonly endMs: number
  readonly lagMs: number
}

export function shownFinals(done: ReadonlyMap<string, Done>, shown: ReadonlyMap<string, number>): ShownFinal[] {
  return [...shown].flatMap(([captionId, atMs]) => {
    const known = done.get(captionId)
    return known ? [{ endMs: known.endMs, lagMs: atMs - known.endMs }] : []
  }).sort((a, b) => a.endMs - b.endMs)
}

/** Ids of final segments with words whose line a reader never got; those without words bring none. */
export function missingFinals({ queued, done }: Finals, shown: ReadonlyMap<string, number>): string[] {
  return queued.filter((captionId) => done.get(captionId)?.outcome !== 'no-words' && !shown.has(captionId))
}

export function lagFigures(finals: readonly ShownFinal[]): { finals: number; p50Ms: number; p95Ms: number; p99Ms: number; maxMs: number } {
  const lags = finals.map(({ lagMs }) => lagMs)
  return { finals: lags.length, p50Ms: round(percentile(lags, 0.5)), p95Ms: round(percentile(lags, 0.95)), p99Ms: round(percentile(lags, 0.99)), maxMs: round(Math.max(...lags)) }
}

/** Figures of each stretch of a run, from its beginning. */
export function lagBuckets(finals: readonly ShownFinal[], { sinceMs, everyMs }: { sinceMs: number; everyMs: number }): (ReturnType<typeof lagFigures> & { fromMin: number })[] {
  const buckets = new Map<number, ShownFinal[]>()
  for (const one of finals) {
    const at = Math.max(0, Math.floor((one.endMs - sinceMs) / everyMs))
    buckets.set(at, [...(buckets.get(at) ?? []), one])
  }
  return [...buckets].sort(([a], [b]) => a - b).map(([at, own]) => ({ fromMin: round((at * everyMs) / 60_000), ...lagFigures(own) }))
}
