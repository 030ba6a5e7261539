import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { DomainError } from '../../../domain/errors.ts'

/** What a Piper voice says of itself in its `.onnx.json`. */
const settingsSchema = z.object({
  audio: z.object({ sample_rate: z.int().min(8_000).max(48_000) }),
  espeak: z.object({ voice: z.string().min(1) }),
  inference: z.object({ noise_scale: z.number(), length_scale: z.number().positive(), noise_w: z.number() }),
  phoneme_type: z.literal('espeak').default('espeak'),
  phoneme_id_map: z.record(z.string(), z.array(z.int().nonnegative())),
})

export type PiperSettings = z.infer<typeof settingsSchema>

/** Reads a voice's settings. Throws DomainError `model-unavailable` for a file that is missing or of another kind. */
export async function readSettings(path: string): Promise<PiperSettings> {
  try {
    return settingsSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new DomainError('model-unavailable', `Cannot read the voice's settings "${path}"`, { cause })
  }
}
