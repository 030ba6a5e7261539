import type { Tier } from './tier.ts'

/** What long jobs there are. */
export const JOB_KINDS = ['clone-voice', 'cloned-speech', 'diarization', 'ingest-document'] as const
export type JobKind = (typeof JOB_KINDS)[number]

export const JOB_STATES = ['queued', 'working', 'done', 'failed', 'cancelled'] as const
export type JobState = (typeof JOB_STATES)[number]

/** Task queue of the steps that use the database, the bus or the cache, which the main process alone has. */
export const BOOKS_QUEUE = 'parley-books'

/** Task queue of telling people apart: a worker takes one piece of work at a time, whoever pays for it. */
export const DIARIZATION_QUEUE = 'parley-diarization'

/** What a workflow answers when it is asked how far it is. */
export interface JobStatus {
  readonly state: JobState
  /** What is being done, a word of the workflow's own such as `checking`; pages have words for those they know. */
  readonly step: string
  /** 0 to 1. */
  readonly progress: number
  /** Progress when the present step is done; what the step itself tells lies between. */
  readonly upTo?: number
  /** The code of what went wrong. */
  readonly cause?: string
}

/** Whose a job is. The tier is the one that pays for it: the owner's of the room, or the account's own. */
export interface JobOwner {
  readonly userId: string
  readonly roomId?: string | undefined
  readonly tier: Tier
}

/** A long job as its owner sees it. */
export interface Job extends Omit<JobStatus, 'upTo' | 'cause'> {
  readonly id: string
  /** Of the latest try. */
  readonly runId: string
  readonly kind: JobKind
  readonly owner: JobOwner
  /** While it is queued: 1 is next. Null otherwise, and when nobody knows. */
  readonly position: number | null
  readonly cause: string | null
  /** What the workflow returned; null until it is done. */
  readonly result: unknown
  readonly startedAtMs: number
  readonly endedAtMs: number | null
}

/** A job in a list that someone looks at. */
export interface ListedJob extends Job {
  /** The name of the document or the voice that it works on, for its owner; null: that was deleted. Undefined for other work, and for everyone else. */
  readonly subject?: string | null | undefined
  /** Of the owner's account, for administrators; null: that was deleted. */
  readonly email?: string | null | undefined
}

export function isJobKind(value: unknown): value is JobKind {
  return (JOB_KINDS as readonly unknown[]).includes(value)
}

/** Whether nothing will happen to it any more. */
export function isOver({ state }: { readonly state: JobState }): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled'
}
