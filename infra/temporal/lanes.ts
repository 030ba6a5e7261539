import { TIERS } from '../../domain/tier.ts'
import type { Tier } from '../../domain/tier.ts'

/** Task queues of workflows and their heavy activities. Each has workers of its own, so neither ever waits for the other. */
export const LANES = Object.freeze({ premium: 'parley-premium', others: 'parley' } as const)
export type Lane = (typeof LANES)[keyof typeof LANES]

/** @returns the lane of jobs that a plan pays for */
export function laneOf(tier: Tier): Lane {
  return TIERS[tier].priority ? LANES.premium : LANES.others
}
