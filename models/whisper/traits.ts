import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'

/** What one Whisper is like, beyond its weights. */
export interface WhisperTraits {
  /** Rows of the spectrogram: 80, or 128 for the third version. */
  readonly mels: number
  /** Positions of the encoder's full window: 1500. */
  readonly steps: number
  /** `any`: tuned to be sure of itself in short windows as well (as by ACFT), so that they may be shorter than stock weights bear. */
  readonly window: 'stock' | 'any'
  /** False for weights that were tuned without timestamps, and would write none. */
  readonly timestamps: boolean
}

/** What the registry, or an operator's `parley.json` beside the weights, says of a model. */
export type StatedTraits = Partial<Pick<WhisperTraits, 'window' | 'timestamps'>>

const configSchema = z.object({
  model_type: z.literal('whisper'),
  num_mel_bins: z.int().min(1).max(512).default(80),
  max_source_positions: z.int().min(1).max(100_000).default(1_500),
})
const statedSchema = z.strictObject({ window: z.enum(['stock', 'any']).optional(), timestamps: z.boolean().optional() })

/**
 * Reads what a Whisper in transformers.js layout is like, from its `config.json` and, where there is one, its `parley.json`,
 * which stands above what the registry states. Throws DomainError `model-unavailable` where the folder is not that of a Whisper.
 */
export async function readTraits(folder: string, stated: StatedTraits = {}): Promise<WhisperTraits> {
  const config = configSchema.safeParse(await readJson(folder, 'config.json'))
  if (!config.success) throw new DomainError('model-unavailable', `The model in "${folder}" is not a Whisper: ${z.prettifyError(config.error)}`)
  const own = statedSchema.safeParse((await readJson(folder, 'parley.json', { optional: true })) ?? {})
  if (!own.success) throw new DomainError('model-unavailable', `Cannot use the parley.json in "${folder}": ${z.prettifyError(own.error)}`)
  return {
    mels: config.data.num_mel_bins, steps: config.data.max_source_positions,
    window: own.data.window ?? stated.window ?? 'stock', timestamps: own.data.timestamps ?? stated.timestamps ?? true,
  }
}

async function readJson(folder: string, name: string, { optional = false } = {}): Promise<unknown> {
  const refuse = (why: string, cause: unknown) => new DomainError('model-unavailable', `Cannot read "${name}" in "${folder}": ${why}`, { cause })
  const text = await readFile(join(folder, name), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (optional && cause.code === 'ENOENT') return null
    throw refuse(cause.code === 'ENOENT' ? 'it is not there' : cause.message, cause)
  })
  try {
    return text === null ? null : JSON.parse(text)
  } catch (cause) {
    throw refuse('it is not JSON', cause)
  }
}
