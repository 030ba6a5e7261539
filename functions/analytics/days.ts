const DAY_MS = 24 * 60 * 60 * 1_000

export interface Days {
  /** `2026-11-24`, the oldest first. */
  readonly names: readonly string[]
  /** When each begins, ms since the epoch, and at the end when the last one is over. */
  readonly startsMs: readonly number[]
}

/**
 * The last days of a time zone with the one of `nowMs` as the last. Days have 23 to 25 hours where clocks change.
 * @param timeZone IANA name. Throws RangeError for one that there is not.
 */
export function lastDays({ nowMs, count, timeZone }: { nowMs: number; count: number; timeZone: string }): Days {
  const dayOf = createDayOf(timeZone)
  const today = Date.parse(`${dayOf(nowMs)}T00:00:00Z`)
  const names = Array.from({ length: count + 1 }, (_, at) => new Date(today + (at + 1 - count) * DAY_MS).toISOString().slice(0, 10))
  return { names: names.slice(0, count), startsMs: names.map((name) => startOf(name, dayOf)) }
}

type DayOf = (ms: number) => string

function createDayOf(timeZone: string): DayOf {
  const format = new Intl.DateTimeFormat('en-CA-u-ca-gregory-nu-latn', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return (ms) => {
    const { year, month, day } = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]))
    return `${year}-${month}-${day}`
  }
}

/** The first moment whose day it is: looked for by halves between the earliest and the latest that any zone has it. */
function startOf(name: string, dayOf: DayOf): number {
  const utc = Date.parse(`${name}T00:00:00Z`)
  // Zones are at most 14 hours before and 12 behind; they begin their days, and change their clocks, at full minutes.
  let [before, since] = [utc - 15 * 3_600_000, utc + 13 * 3_600_000]
  while (since - before > 60_000) {
    const middle = Math.floor((before + since) / 2 / 60_000) * 60_000
    if (dayOf(middle) < name) before = middle
    else since = middle
  }
  return since
}
