import { z } from 'zod'
import { languageSchema } from './language.ts'
import { tierSchema } from './tier.ts'

export const NAME_MAX = 60
export const ROOM_NAME_MAX = 80
export const PASSCODE_MIN = 4
export const PASSCODE_MAX = 64

/** What someone calls themself: any script, trimmed, no control characters. */
export const displayNameSchema = z
  .string()
  .transform((name) => name.normalize('NFC').replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, ' ').replace(/\s+/gu, ' ').trim())
  .pipe(z.string().min(1, 'Enter your name').max(NAME_MAX, `Use at most ${NAME_MAX} characters`))

/** `null` means: detect it. */
export const spokenLanguageSchema = z.union([z.literal('auto').transform(() => null), languageSchema])

/**
 * What someone listens to. `translated`: the language that they read, spoken over everyone who speaks another one. `cloned`: the same in the
 * speaker's own voice where there is one; the room's tier has to allow it.
 */
export const hearsSchema = z.enum(['original', 'translated', 'cloned'])
export type Hears = z.infer<typeof hearsSchema>

/** Languages of one participant. */
export const preferencesSchema = z.object({
  speaks: languageSchema.nullable(),
  reads: languageSchema,
  hears: hearsSchema,
})
export type Preferences = z.infer<typeof preferencesSchema>

/** Room codes: three groups of lower-case letters and digits without look-alikes, 59 random bits. */
export const roomCodeSchema = z.string().regex(/^(?:[a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}$/)

/** What a room is called; like a person's name, and longer. */
export const roomNameSchema = z
  .string()
  .transform((name) => name.normalize('NFC').replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, ' ').replace(/\s+/gu, ' ').trim())
  .pipe(z.string().min(1, 'Enter a name').max(ROOM_NAME_MAX, `Use at most ${ROOM_NAME_MAX} characters`))

export const passcodeSchema = z.string().trim()
  .min(PASSCODE_MIN, `Use at least ${PASSCODE_MIN} characters`).max(PASSCODE_MAX, `Use at most ${PASSCODE_MAX} characters`)

/** In a room without owner the guest who opened it has the role `owner`. */
export const roleSchema = z.enum(['owner', 'cohost', 'guest'])
export type Role = z.infer<typeof roleSchema>

export const roomSchema = z.object({
  /** The code in the address. */
  roomId: z.string(),
  name: z.string(),
  /** Account; null for a room that a guest opened. */
  ownerId: z.string().nullable(),
  teamId: z.string().nullable(),
  /** The owner's, which rules the room; `free` for rooms of guests. */
  tier: tierSchema,
  /** Guests wait until a host admits them. */
  lobby: z.boolean(),
  /** Nobody new comes in. */
  locked: z.boolean(),
  /** Speech of shared microphones is kept with the meeting. */
  keepsAudio: z.boolean().optional(),
  hasPasscode: z.boolean(),
  createdAtMs: z.number(),
  scheduledAtMs: z.number().nullable(),
  closedAtMs: z.number().nullable(),
  /** null: as many as come. */
  peopleMax: z.number().int().nullable(),
})
export type Room = z.infer<typeof roomSchema>

export const participantSchema = z.object({
  peerId: z.string(),
  roomId: z.string(),
  name: z.string(),
  preferences: preferencesSchema,
  role: roleSchema,
  /** null for guests. */
  accountId: z.string().nullable(),
  /** Hash of the device's cookie, for bans; never sent to browsers. */
  deviceId: z.string().nullable(),
  joinedAtMs: z.number(),
  /** True while the participant's signalling is connected. */
  present: z.boolean(),
  /** Whether several people speak at their microphone; absent as long as nobody said. */
  sharesMicrophone: z.boolean().optional(),
})
export type Participant = z.infer<typeof participantSchema>

/** Someone who asked to be let in. `peerId` is what they are called by once they are in. */
export const waitingPersonSchema = z.object({ peerId: z.string(), roomId: z.string(), name: z.string(), askedAtMs: z.number() })
export type WaitingPerson = z.infer<typeof waitingPersonSchema>

/** The gathering that goes on in a room. */
export const meetingSchema = z.object({
  meetingId: z.string(),
  roomId: z.string(),
  startedAtMs: z.number(),
  /** When the room's length runs out; null: never. */
  endsAtMs: z.number().nullable(),
})
export type Meeting = z.infer<typeof meetingSchema>

export function isHost({ role }: { readonly role: Role }): boolean {
  return role !== 'guest'
}

const RANKS: Readonly<Record<Role, number>> = { guest: 0, cohost: 1, owner: 2 }

/** Whether someone of one role may mute, stop or remove someone of the other: the owner everyone, a co-host guests. */
export function outranks(role: Role, other: Role): boolean {
  return RANKS[role] > RANKS[other]
}
