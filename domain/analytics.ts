import { z } from 'zod'
import type { Language } from './language.ts'

/** Ranges that are offered, in days, today included. */
export const RANGES = Object.freeze([7, 30, 90] as const)
export type RangeDays = (typeof RANGES)[number]

export const rangeSchema = z.coerce.number().pipe(z.union([z.literal(7), z.literal(30), z.literal(90)]))
/** An IANA name that this runtime knows. */
export const timeZoneSchema = z.string().min(1).max(60).refine(isTimeZone, 'not a time zone')

export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return /^[A-Za-z]/.test(zone)
  } catch {
    return false
  }
}

/** What is counted as it is used, beside what follows from lines and dubs. */
export const usageKindSchema = z.enum(['document-caption', 'document-question', 'vocabulary-caption'])
export type UsageKind = z.infer<typeof usageKindSchema>
export const USAGE_KINDS = usageKindSchema.options

/** Nearest-rank percentiles, ms. */
export interface Percentiles {
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
}

/** What happened on one day of the reader's time zone. A line belongs to the day on which it began. */
export interface AnalyticsDay {
  /** `2026-11-24`. */
  readonly day: string
  /** That began on it. */
  readonly meetings: number
  /** Lines of speech. */
  readonly captions: number
  /** Of each person, what overlaps with their own lines counted once; added up over people. */
  readonly talkMs: number
  /** In which at least one person of a meeting spoke. */
  readonly heardMs: number
  /** Published texts whose way was measured, and how long it took. Null without any. */
  readonly measured: number
  readonly lag: Percentiles | null
  readonly right: number
  readonly wrong: number
  /** Translations of captions that were measured, and those of them that were there already. */
  readonly translations: number
  readonly cached: number
  /** Captions that were to be spoken in their speaker's own voice. */
  readonly clones: number
  readonly cloneMs: number
  readonly quickVoices: number
  readonly failedVoices: number
  readonly usage: Readonly<Record<UsageKind, number>>
}

export interface AnalyticsLanguage {
  readonly language: Language
  /** Spoken in it. */
  readonly captions: number
  readonly talkMs: number
  /** Captions that were translated into it. */
  readonly translated: number
}

/** How long someone spoke a language. */
export interface AnalyticsPerson {
  /** From 1, by how long they spoke: people may have the same name. */
  readonly number: number
  /** As they were called last; empty for those whose account was deleted. Accounts are told apart by themselves, guests by name. */
  readonly name: string
  readonly guest: boolean
  readonly language: Language
  readonly captions: number
  readonly talkMs: number
}

/** How an engine's translations of what was said in these days were judged. */
export interface AnalyticsQuality {
  readonly engine: string
  readonly from: Language
  readonly to: Language
  readonly right: number
  readonly wrong: number
}

export interface Analytics {
  readonly timeZone: string
  /** The oldest first; every day, also those without a meeting. */
  readonly days: readonly AnalyticsDay[]
  /** Of all days together. */
  readonly lag: Percentiles | null
  /** The most spoken first. */
  readonly languages: readonly AnalyticsLanguage[]
  /** Who spoke most first, and of each the language that they spoke most. Null for who may see sums only. */
  readonly people: readonly AnalyticsPerson[] | null
  readonly quality: readonly AnalyticsQuality[]
}

/** Tables that can be saved. */
export const analyticsTableSchema = z.enum(['talk', 'languages', 'people', 'latency', 'quality', 'engines', 'cache', 'voices', 'documents'])
export type AnalyticsTable = z.infer<typeof analyticsTableSchema>
export const ANALYTICS_TABLES = analyticsTableSchema.options

/** Parts of the work whose cost is told. */
export const stageSchema = z.enum(['mel', 'encode', 'decode', 'translate', 'speak', 'clone', 'diarize', 'ingest'])
export type Stage = z.infer<typeof stageSchema>
export const STAGES = stageSchema.options

export interface StageCost {
  readonly stage: Stage
  readonly requests: number
  readonly cpuMs: number
}
