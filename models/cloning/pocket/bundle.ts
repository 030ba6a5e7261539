import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Tensor } from 'onnxruntime-node'
import { z } from 'zod'
import { DomainError } from '../../../domain/errors.ts'

const stateSchema = z.object({
  index: z.number().int().min(0),
  input_name: z.string(),
  output_name: z.string(),
  key: z.string(),
  shape: z.array(z.number().int().min(0)),
  dtype: z.enum(['float32', 'int64', 'bool']),
  fill: z.enum(['nan', 'zeros', 'ones', 'empty']),
})
export type StateEntry = z.infer<typeof stateSchema>

/** `bundle.json` of an export: sizes, how text is prepared, and the state that goes through each run. */
const bundleSchema = z.object({
  sample_rate: z.literal(24_000),
  frame_rate: z.number().positive(),
  latent_dim: z.number().int().positive(),
  conditioning_dim: z.number().int().positive(),
  tokenizer_file: z.string().regex(/^[\w.-]+$/),
  bos_before_voice_file: z.string().regex(/^[\w.-]+$/).nullish(),
  insert_bos_before_voice: z.boolean().default(false),
  max_token_per_chunk: z.number().int().positive().default(50),
  pad_with_spaces_for_short_inputs: z.boolean().default(false),
  remove_semicolons: z.boolean().default(false),
  model_recommended_frames_after_eos: z.number().int().nullish(),
  flow_lm_state_manifest: z.array(stateSchema).min(1),
  mimi_state_manifest: z.array(stateSchema).min(1),
})
export type Bundle = z.infer<typeof bundleSchema>

/** Throws DomainError `model-unavailable` for a folder that has none, or another kind of one. */
export async function readBundle(folder: string): Promise<Bundle> {
  try {
    return bundleSchema.parse(JSON.parse(await readFile(join(folder, 'bundle.json'), 'utf8')))
  } catch (cause) {
    throw new DomainError('model-unavailable', `Cannot load Pocket TTS from "${folder}": its bundle.json is missing, or not one that is known`, { cause })
  }
}

/** State that goes in with each run and comes out of it, by the names of the inputs. */
export type State = Readonly<Record<string, Tensor>>

export function freshState(manifest: readonly StateEntry[]): State {
  return Object.fromEntries(manifest.map((entry) => [entry.input_name, fill(entry)]))
}

export function nextState(manifest: readonly StateEntry[], outputs: Readonly<Record<string, Tensor>>): State {
  return Object.fromEntries(manifest.map(({ input_name, output_name }) => [input_name, outputs[output_name]!]))
}

/** How many positions the transformer's caches have. */
export function cachePositions(manifest: readonly StateEntry[]): number {
  return Math.min(...manifest.filter(({ key }) => key === 'cache').map(({ shape }) => shape[2] ?? Number.POSITIVE_INFINITY))
}

function fill({ shape, dtype, fill: how }: StateEntry): Tensor {
  const size = shape.reduce((product, length) => product * length, 1)
  const one = how === 'ones'
  if (dtype === 'int64') return new Tensor('int64', new BigInt64Array(size).fill(one ? 1n : 0n), shape)
  if (dtype === 'bool') return new Tensor('bool', new Uint8Array(size).fill(one ? 1 : 0), shape)
  return new Tensor('float32', new Float32Array(size).fill(how === 'nan' ? Number.NaN : one ? 1 : 0), shape)
}

/** The numbers of a `.npy` file, float32 in C order. Throws DomainError `model-unavailable` for another kind. */
export async function readNpy(file: string): Promise<Float32Array> {
  const bytes = await readFile(file)
  const start = 10 + (bytes.length > 10 ? bytes.readUInt16LE(8) : 0)
  const header = bytes.toString('latin1', 10, start)
  if (bytes.toString('latin1', 1, 6) !== 'NUMPY' || !header.includes("'<f4'") || !header.includes("'fortran_order': False")) {
    throw new DomainError('model-unavailable', `Cannot load Pocket TTS: "${file}" is no array of float32`)
  }
  return new Float32Array(Uint8Array.from(bytes.subarray(start)).buffer)
}
