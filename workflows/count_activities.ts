import type { Stage } from '../domain/analytics.ts'
import type { Metrics } from '../infra/metrics/metrics.ts'

/** What the heavy activities are parts of. */
const STAGES: Readonly<Record<string, Stage>> = {
  checkVoiceSample: 'clone', learnVoice: 'clone', findCloningEngine: 'clone', sayInVoice: 'clone', tellApart: 'diarize', readDocument: 'ingest', embedDocument: 'ingest',
}

/** Reads the log of a worker process line by line: each goes on to `write`, and what activities took of the processors is counted. */
export function countActivities({ metrics, write }: { readonly metrics: Metrics; readonly write: (line: string) => void }): (line: string) => void {
  return (line) => {
    write(line)
    const { activity, cpuMs } = readActivity(line)
    const stage = typeof activity === 'string' && Object.hasOwn(STAGES, activity) ? STAGES[activity] : undefined
    if (stage === undefined || typeof cpuMs !== 'number' || !(cpuMs >= 0)) return
    metrics.count('stageRequests', { stage })
    metrics.count('stageCpu', { stage }, { by: cpuMs / 1_000 })
  }
}

function readActivity(line: string): { readonly activity?: unknown; readonly cpuMs?: unknown } {
  if (!line.includes('"event":"activity"')) return {}
  try {
    return JSON.parse(line) as object
  } catch {
    return {}
  }
}
