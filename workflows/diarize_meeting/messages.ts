import type { AudioPiece } from '../../domain/speakers.ts'

/** A stretch of speech that is ready: its file, and where its samples lie in time. */
export interface ChunkSignal {
  readonly chunkId: string
  readonly key: string
  readonly pieces: readonly AudioPiece[]
}

export interface DiarizeMeetingInput {
  readonly roomId: string
  readonly meetingId: string
  /** Whose microphone. */
  readonly peerId: string
  /** Goes on from an earlier history: key of how the people sound, and what waits. */
  readonly known?: string | null
  readonly waiting?: readonly ChunkSignal[]
  readonly done?: number
  readonly failed?: number
}

/** How it ended, in numbers of chunks. `gone`: the meeting was erased. */
export interface DiarizeMeetingResult {
  readonly state: 'done' | 'gone'
  readonly done: number
  readonly failed: number
  /** Whether the whole meeting was heard once more. */
  readonly whole: boolean
}

/** The name of the signal that brings a chunk. */
export const CHUNK_SIGNAL = 'speech'
/** So many chunks make a history; the next one begins anew. */
export const CHUNKS_A_RUN = 50
/** Without speech it is asked whether the meeting is over, so often. */
export const LOOK_EVERY_MS = 60_000
export const LOOKS_A_RUN = 200
