import type { SampleRefusal } from '../../domain/voice.ts'

export interface CloneVoiceInput {
  readonly accountId: string
  readonly voiceId: string
}

/** How it ended. `gone`: the voice was deleted, or its owner's consent taken back. */
export type CloneVoiceResult =
  | { readonly state: 'ready'; readonly engine: string }
  | { readonly state: 'refused'; readonly refusal: SampleRefusal }
  | { readonly state: 'gone' }

/** Between two looks for an engine, while there is none. */
export const LOOK_FIRST_MS = 15_000
export const LOOK_LATER_MS = 5 * 60_000
/** So many looks make a history; the next one begins anew. */
export const LOOKS_A_RUN = 20
/** The same for an engine that leaves whenever it is to learn. */
export const ROUNDS_A_RUN = 20
