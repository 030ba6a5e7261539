import type { Config } from '../../infra/config.ts'
import type { Tier, TierLimits } from '../../domain/tier.ts'
import { TIERS } from '../../domain/tier.ts'

const DAY_MS = 24 * 60 * 60_000

/** What the operator configures for the enterprise tier; what is absent is unlimited. */
export type EnterpriseLimits = Partial<Pick<Config, 'ENTERPRISE_PEOPLE_MAX' | 'ENTERPRISE_ROOMS_AT_ONCE' | 'ENTERPRISE_HISTORY_DAYS'>>

/** The tier table with the operator's numbers in it. */
export function createLimits(config: EnterpriseLimits = {}): (tier: Tier) => TierLimits {
  const enterprise: TierLimits = {
    ...TIERS.enterprise,
    peopleInRoom: config.ENTERPRISE_PEOPLE_MAX ?? TIERS.enterprise.peopleInRoom,
    roomsAtOnce: config.ENTERPRISE_ROOMS_AT_ONCE ?? TIERS.enterprise.roomsAtOnce,
    historyMs: config.ENTERPRISE_HISTORY_DAYS === undefined ? TIERS.enterprise.historyMs : config.ENTERPRISE_HISTORY_DAYS * DAY_MS,
  }
  return (tier) => (tier === 'enterprise' ? enterprise : TIERS[tier])
}
