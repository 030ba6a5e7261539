import type { DubCause, DubState } from '../../domain/dub.ts'

/** How a dub ended. */
export interface DubResult {
  readonly state: Extract<DubState, 'ready' | 'quick' | 'failed'> | 'over'
  readonly cause: DubCause | null
}

/** A clone that is not there so long after the caption is too late: the line stays with the quick voice, ms. */
export const DEADLINE_MS = 60_000
/** What waited long in the queue has this much time left at least, ms. */
export const LEAST_MS = 5_000
