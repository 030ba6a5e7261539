import { z } from 'zod'
import { languageSchema } from './language.ts'

/** What speech recognition makes of one segment. */
export const transcriptSchema = z.object({
  /** Plain text, trimmed; empty when there was no speech or it was filtered. */
  text: z.string(),
  language: languageSchema,
  /** Probability that `language` is right, [0, 1]; 1 when the speaker chose it. */
  languageProbability: z.number().min(0).max(1),
  /** Mean probability of a token, exp(average log-probability), [0, 1]. */
  confidence: z.number().min(0).max(1),
  /** Phrases with their place in the segment, ms from its first sample. */
  phrases: z.array(z.object({ text: z.string(), startMs: z.number(), endMs: z.number() })),
  /** Pieces of the text, as they follow one another, each with its end, ms from the first sample; where they were asked for and the model knows. */
  pieces: z.array(z.object({ text: z.string(), endMs: z.number() })).optional(),
  /** Why the text was dropped, or null when it stands. */
  filtered: z.enum(['no-speech', 'low-probability', 'repetition', 'known-hallucination', 'timestamps']).nullable(),
  /** The model's own tokens of the text, as a draft for the same speech with more of it. */
  tokens: z.array(z.number().int().nonnegative()),
  timing: z.object({
    melMs: z.number(), encodeMs: z.number(), decodeMs: z.number(),
    /** Length of the encoder's window, ms. */
    windowMs: z.number(),
    /** Times that the segment was decoded: 2 after a loop was found. */
    attempts: z.number().int(),
    /** Of the processors, in all threads of the model; 0 where the system does not tell. */
    cpuMs: z.object({ mel: z.number(), encode: z.number(), decode: z.number() }).optional(),
  }),
  model: z.string(),
})
export type Transcript = z.infer<typeof transcriptSchema>

/** A term that was put right in a caption, and what knew it. */
export const helpSchema = z.object({
  term: z.string(),
  /** What had been heard. */
  heard: z.string(),
  /** The passage that has the term; null where the room's vocabulary knew it. */
  document: z.object({
    documentId: z.string(), name: z.string(), page: z.number().int().nullable(), passage: z.string(),
    /** Of the document's piece that the passage is from. */
    ordinal: z.number().int(),
  }).nullable(),
})
export type Help = z.infer<typeof helpSchema>

export const captionSchema = z.object({
  /** The utterance's id: one line. */
  captionId: z.string(),
  roomId: z.string(),
  peerId: z.string(),
  speakerName: z.string(),
  kind: z.enum(['interim', 'final']),
  language: languageSchema,
  text: z.string(),
  confidence: z.number(),
  /** Wall clock of the speech, ms since the epoch. */
  startMs: z.number(),
  endMs: z.number(),
  /** What the room's vocabulary and documents put right in it. */
  helped: z.array(helpSchema).optional(),
})
/** Text of a segment. A final one is never revised. */
export type Caption = z.infer<typeof captionSchema>

export const translationSchema = z.object({
  language: languageSchema,
  text: z.string(),
  /** Which engine made it. */
  engine: z.string(),
  /** All of it was translated before: said by someone, or in the pause before the words were final. */
  cached: z.boolean().optional(),
})
/** A caption in another language. */
export type Translation = z.infer<typeof translationSchema>
