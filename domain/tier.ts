export type Tier = 'free' | 'premium' | 'pro' | 'enterprise'

/** Limits of a tier; `null` means unlimited (or, for enterprise, configured by the operator). */
export interface TierLimits {
  readonly roomLengthMs: number | null
  readonly peopleInRoom: number | null
}

const MINUTE_MS = 60_000

export const TIERS: Readonly<Record<Tier, TierLimits>> = Object.freeze({
  free: { roomLengthMs: 60 * MINUTE_MS, peopleInRoom: 6 },
  premium: { roomLengthMs: 180 * MINUTE_MS, peopleInRoom: 10 },
  pro: { roomLengthMs: null, peopleInRoom: 20 },
  enterprise: { roomLengthMs: null, peopleInRoom: null },
})
