import { z } from 'zod'
import { languageSchema } from './language.ts'

/** Which languages the quick voice speaks now, each with the engine that is asked first. */
export const spokenSchema = z.object({
  languages: z.array(z.object({ language: languageSchema, engine: z.string() })),
  /** Whether texts may go to Google's servers to be spoken: where it is so, pages say it. */
  google: z.boolean(),
})

export type Spoken = z.infer<typeof spokenSchema>
