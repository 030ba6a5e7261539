/** What one pass over four seconds may take where captions are to be followed as they come: an interim each second, and the final line. */
export const LIVE_PASS_MAX_MS = 600
/** The same for a model that hears its language far better than the others do: worth the wait, while it keeps up. */
export const OWN_LANGUAGE_PASS_MAX_MS = 1_500
/** Weights, what the runtime makes of them, and room to work in, as a multiple of the files. */
const MEMORY_FACTOR = 2.5
/** What is left for everything else. */
const SPARE_BYTES = 512 * 2 ** 20

export interface Machine {
  /** Memory that is free, or can be freed. */
  readonly freeBytes: () => number
}

/** Why a model does not fit the machine's memory, or null where it does. */
export function refuseForMemory({ freeBytes }: Machine, bytes: number | null): string | null {
  const needed = (bytes ?? 0) * MEMORY_FACTOR + SPARE_BYTES
  const free = freeBytes()
  return free >= needed ? null : `it takes ${megabytes(needed)} MB of memory with something to spare, and ${megabytes(free)} MB are free`
}

/** Why a model is too slow for live captions here, or null where it is not. */
export function refuseForSpeed(passMs: number, { maxMs, estimated }: { maxMs: number; estimated: boolean }): string | null {
  if (passMs <= maxMs) return null
  return `four seconds of speech ${estimated ? 'would take' : 'take'} it ${Math.round(passMs)} ms on this machine, and live captions leave ${maxMs}`
}

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20)
