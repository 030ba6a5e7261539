import { z } from 'zod'

export const tierSchema = z.enum(['free', 'premium', 'pro', 'enterprise'])
export type Tier = z.infer<typeof tierSchema>

/** Limits of a tier. `null` means unlimited; for enterprise the operator may configure a number instead. */
export interface TierLimits {
  readonly roomLengthMs: number | null
  readonly peopleInRoom: number | null
  /** Rooms of one owner in which someone is present at once. */
  readonly roomsAtOnce: number | null
  readonly historyMs: number | null
  /** Pages, forms and API calls; media, captions, the hub and assets are not counted. */
  readonly requestsPerHour: number | null
  readonly voiceSamples: number | null
  readonly clonedVoice: boolean
  /** Queues take these people's work first. */
  readonly priority: boolean
  /** Diarization, documents as context, vocabulary, analytics, API keys, teams. */
  readonly proFeatures: boolean
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** What each tier may do (design.md, "Tiers"). The owner's tier rules the room; rooms of guests are free ones. */
export const TIERS: Readonly<Record<Tier, TierLimits>> = Object.freeze({
  free: {
    roomLengthMs: 60 * MINUTE_MS, peopleInRoom: 6, roomsAtOnce: 2, historyMs: 7 * DAY_MS, requestsPerHour: 100,
    voiceSamples: 0, clonedVoice: false, priority: false, proFeatures: false,
  },
  premium: {
    roomLengthMs: 180 * MINUTE_MS, peopleInRoom: 10, roomsAtOnce: 5, historyMs: 30 * DAY_MS, requestsPerHour: 500,
    voiceSamples: 5, clonedVoice: true, priority: true, proFeatures: false,
  },
  pro: {
    roomLengthMs: null, peopleInRoom: 20, roomsAtOnce: 10, historyMs: 90 * DAY_MS, requestsPerHour: 2_000,
    voiceSamples: null, clonedVoice: true, priority: true, proFeatures: true,
  },
  enterprise: {
    roomLengthMs: null, peopleInRoom: null, roomsAtOnce: null, historyMs: null, requestsPerHour: null,
    voiceSamples: null, clonedVoice: true, priority: true, proFeatures: true,
  },
})
