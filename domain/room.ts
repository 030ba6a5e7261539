import { z } from 'zod'
import { languageSchema } from './language.ts'

export const NAME_MAX = 60

/** What someone calls themself: any script, trimmed, no control characters. */
export const displayNameSchema = z
  .string()
  .transform((name) => name.normalize('NFC').replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, ' ').replace(/\s+/gu, ' ').trim())
  .pipe(z.string().min(1, 'Enter your name').max(NAME_MAX, `Use at most ${NAME_MAX} characters`))

/** `null` means: detect it. */
export const spokenLanguageSchema = z.union([z.literal('auto').transform(() => null), languageSchema])

export const hearsSchema = z.literal('original')

/** Languages of one participant. */
export const preferencesSchema = z.object({
  speaks: languageSchema.nullable(),
  reads: languageSchema,
  hears: hearsSchema,
})
export type Preferences = z.infer<typeof preferencesSchema>

/** Room codes: three groups of lower-case letters and digits without look-alikes, 59 random bits. */
export const roomCodeSchema = z.string().regex(/^(?:[a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}$/)

export const roomSchema = z.object({
  /** The code in the address. */
  roomId: z.string(),
  createdAtMs: z.number(),
  peopleMax: z.number().int(),
})
export type Room = z.infer<typeof roomSchema>

export const participantSchema = z.object({
  peerId: z.string(),
  roomId: z.string(),
  name: z.string(),
  preferences: preferencesSchema,
  joinedAtMs: z.number(),
  /** True while the participant's signalling is connected. */
  present: z.boolean(),
})
export type Participant = z.infer<typeof participantSchema>
