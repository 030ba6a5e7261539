import type { Language } from '../domain/language.ts'
import { BUNDLED_MODELS } from './registry_bundled.ts'
import { HUB_MODELS } from './registry_hub.ts'
import type { StatedTraits } from './whisper/traits.ts'

export interface ModelFile {
  /** Relative to the model's folder. */
  readonly path: string
  /** Null where the hub says it when the file is fetched. */
  readonly bytes: number | null
  readonly sha256: string | null
}

export interface ModelEntry {
  readonly kind:
    | 'speech-to-text' | 'translation' | 'text-to-speech' | 'embeddings' | 'diarization' | 'speaker-embeddings' | 'voice-activity'
  /** What it is for, in words. */
  readonly about: string
  /** Those that it knows; `any` where speech is not understood. */
  readonly languages: readonly Language[] | 'any'
  /** Nothing in Parley loads it yet. */
  readonly forLater?: true
  readonly loader: 'transformers' | 'onnxruntime' | 'bergamot'
  /** SPDX identifier. */
  readonly licence: string
  /** Repository on the hub, or null when the model comes only with Parley. */
  readonly origin: string | null
  /** True when models/bundled has it. */
  readonly bundled: boolean
  /** Direction of a bilingual translation model. */
  readonly pair?: { readonly from: Language; readonly to: Language }
  /** What its own files do not say of a Whisper. */
  readonly whisper?: StatedTraits
  /** What is to be fetched, about, where the files' own sizes are not known. */
  readonly downloadBytes?: number
  readonly files: readonly ModelFile[]
}

/** Every model that Parley can load, but for the language pairs that a catalogue of their own lists. */
export const MODELS = Object.freeze({ ...BUNDLED_MODELS, ...HUB_MODELS } as const satisfies Record<string, ModelEntry>)

export type ModelId = keyof typeof MODELS

/** The table's row, with its optional columns. */
export function modelEntry(id: ModelId): ModelEntry {
  return MODELS[id]
}

/** Directions that bilingual models of the table cover, with the model of each. */
export function translationPairs(): readonly { readonly id: ModelId; readonly from: Language; readonly to: Language }[] {
  const ids = Object.keys(MODELS) as ModelId[]
  return ids.flatMap((id) => {
    const { pair } = modelEntry(id)
    return pair ? [{ id, ...pair }] : []
  })
}

/** What a model takes on the disk, or about what is to be fetched; null where nobody said. */
export function modelBytes({ files, downloadBytes }: ModelEntry): number | null {
  const sizes = files.map(({ bytes }) => bytes)
  return sizes.every((bytes) => bytes !== null) ? sizes.reduce((sum, bytes) => sum + bytes, 0) : (downloadBytes ?? null)
}

/** Licences that forbid commercial use. */
export function isNonCommercial(licence: string): boolean {
  return /^CC-BY-NC/.test(licence)
}
