import type { Log, LogFields } from '../../infra/log.ts'

const AGAIN_MS = 60_000

/** A warning that is logged once a minute at most: what fails for every line is told once. @param now milliseconds since the epoch */
export function warnSeldom({ log, now }: { readonly log: Log; readonly now: () => number }, event: string): (fields: LogFields) => void {
  let toldMs = -Infinity
  return (fields) => {
    if (now() - toldMs < AGAIN_MS) return
    toldMs = now()
    log.warn(event, fields)
  }
}
