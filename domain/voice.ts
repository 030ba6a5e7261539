import { z } from 'zod'
import type { Language } from './language.ts'
import { displayNameSchema } from './room.ts'

/** How much speech a sample has to hold once pauses are left out, and how much it may. */
export const SAMPLE_SPEECH_MIN_MS = 10_000
export const SAMPLE_SPEECH_MAX_MS = 30_000
export const SAMPLE_MAX_BYTES = 20 * 1024 * 1024

/** What its owner calls a voice; like a person's name. */
export const voiceNameSchema = displayNameSchema

/** Why a sample is of no use. */
export const sampleRefusalSchema = z.enum([
  'not-audio', 'too-big', 'no-speech', 'too-short', 'too-long', 'too-quiet', 'clipped', 'several-speakers',
])
export type SampleRefusal = z.infer<typeof sampleRefusalSchema>

/**
 * `uploading`: its bytes are on their way. `collecting`: it grows from what its owner says in meetings. `checking`: whole, not yet looked at.
 * `good`: a voice may be made of it. `refused`: it may not, and its audio is gone.
 */
export const sampleStateSchema = z.enum(['uploading', 'collecting', 'checking', 'good', 'refused'])
export type SampleState = z.infer<typeof sampleStateSchema>

export const sampleSourceSchema = z.enum(['upload', 'meeting'])
export type SampleSource = z.infer<typeof sampleSourceSchema>

/** Speech of one person that their voice is made of. */
export interface VoiceSample {
  readonly sampleId: string
  readonly source: SampleSource
  readonly state: SampleState
  readonly refusal: SampleRefusal | null
  /** Speech without pauses; of a sample that is collected, what there is so far. */
  readonly speechMs: number
  /** Loudness of the speech; null before it was checked. */
  readonly levelDbfs: number | null
  readonly createdAtMs: number
}

/**
 * `collecting` and `checking` as its sample; `refused`: its sample is of no use. `waiting`: good, and no engine is there that could
 * speak with it. `making`: an engine listens to it. `ready`: it speaks. `failed`: the engine could not take it. `deleting`: being erased.
 */
export const voiceStateSchema = z.enum(['collecting', 'checking', 'refused', 'waiting', 'making', 'ready', 'failed', 'deleting'])
export type VoiceState = z.infer<typeof voiceStateSchema>

/** A voice as its owner sees it. */
export interface Voice {
  readonly voiceId: string
  readonly name: string
  readonly state: VoiceState
  /** What went wrong, for `failed`: a code of an error. */
  readonly cause: string | null
  /** Work on it should have gone on by now: what does it is away, and it goes on by itself afterwards. */
  readonly late: boolean
  /** Whether this is the one that its owner's captions are spoken with. */
  readonly chosen: boolean
  /** Engines that speak with it. */
  readonly engines: readonly string[]
  readonly sample: VoiceSample
  readonly createdAtMs: number
}

/** `cloning`: samples are kept and speech is made with them. `meetings`: samples are taken from what someone says in meetings as well. */
export const consentPurposeSchema = z.enum(['cloning', 'meetings'])
export type ConsentPurpose = z.infer<typeof consentPurposeSchema>

/** Changes with the meaning of the sentences that people agree to: who agreed to another version is asked again. */
export const CONSENT_VERSIONS: Readonly<Record<ConsentPurpose, string>> = Object.freeze({ cloning: '2026-11', meetings: '2026-11' })

/** What someone agreed to, and when. */
export interface Consent {
  readonly purpose: ConsentPurpose
  readonly version: string
  /** Language in which the sentence was shown. */
  readonly locale: string
  readonly givenAtMs: number
}

/** What of someone's voice is kept, and whether it may be. */
export interface Voices {
  /** Newest first. */
  readonly voices: readonly Voice[]
  readonly consents: readonly Consent[]
  /** Samples that count, and how many there may be; null: as many as one likes. */
  readonly samples: number
  readonly samplesMax: number | null
  /** Languages that the cloning engine speaks; empty when there is none. */
  readonly languages: readonly Language[]
}
