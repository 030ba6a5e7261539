import { z } from 'zod'
import { languageSchema } from './language.ts'
import type { Language } from './language.ts'
import type { Participant } from './room.ts'
import type { Tier } from './tier.ts'

/**
 * Why a dub is the quick voice. `tier`: the room's plan does not have cloned voices. `consent`: the speaker took it back, or deleted the
 * voice. `language`: the engine does not speak it. `no-engine`: none is set up. `engine`: it failed and trying again did not help.
 * `empty`: it answered without sound. `slow`: it took too long. `workflows`: nothing took the work in time. `busy`: too much waited.
 * `cancelled`: somebody ended the work.
 */
export const dubCauseSchema = z.enum(['tier', 'consent', 'language', 'no-engine', 'engine', 'empty', 'slow', 'workflows', 'busy', 'cancelled'])
export type DubCause = z.infer<typeof dubCauseSchema>
export const DUB_CAUSES = dubCauseSchema.options

/** Why someone who hears cloned voices live hears the quick one; `no-voice`: the speaker has no voice of their own. */
export type LiveCause = DubCause | 'no-voice'

/** `ready`: the clone is there. `quick`: it stays with the quick voice. `failed`: not even that could be made. The last three are for good. */
export const dubStateSchema = z.enum(['queued', 'working', 'ready', 'quick', 'failed'])
export type DubState = z.infer<typeof dubStateSchema>

/** A spoken translation of a final caption, in the speaker's own voice where that was possible. */
export const dubSchema = z.object({
  /** Random: a part of the audio's address. */
  dubId: z.string(),
  captionId: z.string(),
  roomId: z.string(),
  meetingId: z.string(),
  language: languageSchema,
  state: dubStateSchema,
  /** Why there is no clone; null while there may be one. */
  cause: dubCauseSchema.nullable(),
  /** Length of the clone; null while there is none. */
  durationMs: z.number().int().nonnegative().nullable(),
  /** Length of the quick voice; null while there is none. */
  quickMs: z.number().int().nonnegative().nullable(),
})
export type Dub = z.infer<typeof dubSchema>

/** Which of a dub's two recordings. */
export const dubAudioSchema = z.enum(['clone', 'quick'])
export type DubAudio = z.infer<typeof dubAudioSchema>

/** A final caption that someone hears in the speaker's own voice: what starts the work. */
export const dubRequestSchema = z.object({
  captionId: z.string().min(1).max(100),
  roomId: z.string(),
  peerId: z.string(),
  language: languageSchema,
  /** What is to be said, in `language`. */
  text: z.string().min(1),
  /** Wall clock of the speech, ms since the epoch. */
  startMs: z.number(),
  endMs: z.number(),
})
export type DubRequest = z.infer<typeof dubRequestSchema>

/** A dub whose clone is to be made: what its workflow begins with. */
export interface DubWork {
  readonly dubId: string
  readonly captionId: string
  readonly language: Language
  readonly roomId: string
  /** Whose voice, and which of theirs. */
  readonly accountId: string
  readonly voiceId: string
  /** The room's. */
  readonly tier: Tier
  /** When the caption asked for it, ms since the epoch. */
  readonly requestedMs: number
}

const ORDER: Readonly<Record<DubState, number>> = { queued: 0, working: 1, failed: 2, quick: 2, ready: 2 }

/** Whether nothing comes after this state. */
export function isSettled({ state }: Pick<Dub, 'state'>): boolean {
  return ORDER[state] === ORDER.ready
}

/** Whether `next` tells something that `known` does not, so that what comes late or twice changes nothing. */
export function isNewer(next: Dub, known: Dub | undefined): boolean {
  if (!known) return true
  if (isSettled(known)) return false
  return ORDER[next.state] > ORDER[known.state] || (ORDER[next.state] === ORDER[known.state] && known.quickMs === null && next.quickMs !== null)
}

/** The workflow of a dub: the same caption in the same language is the same work. */
export function dubWorkflowId({ captionId, language }: { readonly captionId: string; readonly language: Language }): string {
  return `dub-${captionId}-${language}`
}

/** Whether someone gets the dubs of captions in a language: they read it, and chose to hear cloned voices. */
export function hearsDubs({ preferences: { reads, hears } }: Pick<Participant, 'preferences'>, language: Language): boolean {
  return reads === language && hears === 'cloned'
}
