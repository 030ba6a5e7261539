import { asc, gte, lt, sql } from 'drizzle-orm'
import { stageSchema, STAGES } from '../../domain/analytics.ts'
import type { Stage, StageCost } from '../../domain/analytics.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Db } from '../../infra/db/db.ts'
import { stageCosts } from '../../infra/db/schema/mod.ts'
import type { Log } from '../../infra/log.ts'
import type { CounterLabels } from '../../infra/metrics/catalogue.ts'
import type { Metrics } from '../../infra/metrics/metrics.ts'

const HOUR_MS = 3_600_000
const KEEP_EVERY_MS = 60_000
/** As long as the longest range that is shown, and a day for those behind. */
const KEPT_MS = 91 * 24 * HOUR_MS

/** Writes down what stages of the work cost, by the hour. */
export interface StageCosts {
  /** The same metrics, of which what stages cost is written down as well. */
  readonly metrics: Metrics
  /** Writes what is not written yet. What the database does not take waits for the next time. */
  keep(): Promise<void>
  /** Writes once more. Idempotent. */
  close(): Promise<void>
}

export interface StageCostsDeps {
  readonly db: Db
  readonly metrics: Metrics
  readonly clock: Clock
  readonly log: Log
}

export function openStageCosts({ db, metrics, clock, log }: StageCostsDeps): StageCosts {
  const spent = new Map<Stage, { requests: number; cpuMs: number }>()
  let keeping: Promise<void> = Promise.resolve()
  let closing: Promise<void> | null = null
  let cancel = () => {}

  const add = (stage: Stage, { requests = 0, cpuMs = 0 }: { readonly requests?: number; readonly cpuMs?: number }) => {
    const sum = spent.get(stage) ?? { requests: 0, cpuMs: 0 }
    spent.set(stage, { requests: sum.requests + requests, cpuMs: sum.cpuMs + cpuMs })
  }
  const write = async () => {
    const spentAt = new Date(Math.floor(clock.now() / HOUR_MS) * HOUR_MS)
    const rows = [...spent].map(([stage, sum]) => ({ spentAt, stage, ...sum }))
    if (rows.length === 0) return
    spent.clear()
    try {
      await db.insert(stageCosts).values(rows).onConflictDoUpdate({
        target: [stageCosts.spentAt, stageCosts.stage],
        set: { requests: sql`${stageCosts.requests} + excluded.requests`, cpuMs: sql`${stageCosts.cpuMs} + excluded.cpu_ms` },
      })
    } catch (error) {
      for (const { stage, requests, cpuMs } of rows) add(stage, { requests, cpuMs })
      log.warn('stage-costs-not-kept', { error })
    }
  }
  const keep = () => keeping = keeping.then(write)
  const later = () => {
    cancel = clock.after(KEEP_EVERY_MS, () => void keep().then(() => closing ?? later()))
  }
  later()
  return {
    metrics: {
      ...metrics,
      count(name, labels, options) {
        metrics.count(name, labels, options)
        const by = options?.by ?? 1
        if (name === 'stageCpu') add((labels as CounterLabels<'stageCpu'>).stage, { cpuMs: by * 1_000 })
        if (name === 'stageRequests') add((labels as CounterLabels<'stageRequests'>).stage, { requests: by })
      },
    },
    keep,
    close() {
      cancel()
      return closing ??= keep()
    },
  }
}

/** What each stage cost since a time, in the order of the work; stages that did nothing are left out. Throws what the database throws. */
export async function readStageCosts(db: Db, { sinceMs }: { readonly sinceMs: number }): Promise<StageCost[]> {
  const rows = await db.select({
    stage: stageCosts.stage, requests: sql<number>`sum(${stageCosts.requests})`.mapWith(Number), cpuMs: sql<number>`sum(${stageCosts.cpuMs})`.mapWith(Number),
  }).from(stageCosts).where(gte(stageCosts.spentAt, new Date(sinceMs))).groupBy(stageCosts.stage).orderBy(asc(stageCosts.stage))
  return rows.flatMap(({ stage, ...sum }) => {
    const known = stageSchema.safeParse(stage)
    return known.success ? [{ stage: known.data, ...sum }] : []
  }).sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage))
}

/** Lets go of what no page shows any more. Throws what the database throws. */
export async function forgetStageCosts({ db, now }: { readonly db: Db; readonly now: () => number }): Promise<void> {
  await db.delete(stageCosts).where(lt(stageCosts.spentAt, new Date(now() - KEPT_MS)))
}
