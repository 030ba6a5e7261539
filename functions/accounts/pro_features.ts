import { DomainError } from '../../domain/errors.ts'
import { TIERS } from '../../domain/tier.ts'
import type { Tier } from '../../domain/tier.ts'

/** @param action for the refusal, as in `create a team`. Throws DomainError `forbidden` for a tier without it. */
export function requireProFeatures(tier: Tier, action: string): void {
  if (!TIERS[tier].proFeatures) throw new DomainError('forbidden', `Cannot ${action}: the ${tier} tier does not include it; pro and enterprise do`)
}
