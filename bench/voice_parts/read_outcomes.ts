import { round } from '../_report.ts'

export interface Outcomes {
  /** Outcome → dubs. */
  readonly outcomes: Readonly<Record<string, number>>
  /** Of all dubs that were spoken, those too that waited behind another one: share whose first sound was sent so soon after the end of speech, seconds → share. */
  readonly sentWithin: Readonly<Record<string, number>>
}

/** What became of the dubs of a server, from its `/metrics`. */
export async function readOutcomes(home: string): Promise<Outcomes> {
  const text = await (await fetch(new URL('/metrics', home))).text()
  const counts = [...text.matchAll(/^parley_dubs_total\{outcome="([^"]+)"\} (\d+)$/gm)]
  const buckets = [...text.matchAll(/^parley_dub_lag_seconds_bucket\{le="([\d.]+)"\} (\d+)$/gm)].map(([, seconds, count]) => [seconds!, Number(count)] as const)
  const all = Number(/^parley_dub_lag_seconds_count (\d+)$/m.exec(text)?.[1] ?? 0)
  return {
    outcomes: Object.fromEntries(counts.map(([, outcome, count]) => [outcome!, Number(count)])),
    sentWithin: all === 0 ? {} : Object.fromEntries(buckets.map(([seconds, count]) => [seconds, round(count / all)])),
  }
}
