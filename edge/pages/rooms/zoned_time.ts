const LOCAL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::\d{2})?$/

/**
 * A wall clock's time in a zone as ms since the epoch; null when either is not one. A time that a change of clocks leaves out becomes the one after.
 * @param local as a `datetime-local` field has it: `2026-11-24T15:30`
 * @param zone IANA name
 */
export function fromZonedTime(local: string, zone: string): number | null {
  const parts = LOCAL.exec(local)?.slice(1).map(Number)
  const offset = offsetIn(zone)
  if (!parts || !offset) return null
  const [year, month, day, hour, minute] = parts as [number, number, number, number, number]
  const asUtcMs = Date.UTC(year, month - 1, day, hour, minute)
  if (new Date(asUtcMs).toISOString().slice(0, 16) !== local.slice(0, 16)) return null
  // The offset is asked where the time is about to be, since it may change in between.
  return asUtcMs - offset(asUtcMs - offset(asUtcMs))
}

/** As a `datetime-local` field has it, in UTC. */
export function toUtcField(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16)
}

/** The zone's offset from UTC at a moment, ms; null for a zone that there is not. */
function offsetIn(zone: string): ((ms: number) => number) | null {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    })
  } catch {
    return null
  }
  return (ms) => {
    const at = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
    return Date.UTC(at.year!, at.month! - 1, at.day!, at.hour!, at.minute!, at.second!) - Math.floor(ms / 1000) * 1000
  }
}
