import type { Tier } from '../../domain/tier.ts'
import type { AudioPiece } from '../../domain/speakers.ts'
import type { Temporal } from '../../infra/temporal/open_temporal.ts'
import { signalWorkflow } from '../../infra/temporal/signal_workflow.ts'
import type { RoomMicrophone } from './context.ts'
import type { Microphone } from './keys.ts'

const DAY_MS = 24 * 60 * 60_000
/** A meeting of so long is worked on to its end. */
const LONGEST_MS = 7 * DAY_MS

/** One job a microphone and meeting. */
export const diarizationJob = ({ meetingId, peerId }: Microphone): string => `diarization-${meetingId}-${peerId}`

/** A stretch of speech that is stored and ready to be worked on. */
export interface ReadyChunk {
  readonly chunkId: string
  readonly key: string
  readonly pieces: readonly AudioPiece[]
}

/** Who does the work. */
export interface DiarizationWork {
  /** Hands a chunk over; twice is once. Throws DomainError `unavailable`. */
  hand(microphone: RoomMicrophone, chunk: ReadyChunk, owner: { readonly accountId: string; readonly tier: Tier }): Promise<void>
}

/** As Temporal workflows, in the lane of the room owner's plan. */
export function createTemporalWork(temporal: Temporal): DiarizationWork {
  return {
    async hand(microphone, chunk, { accountId: userId, tier }) {
      const { roomId, meetingId, peerId } = microphone
      await signalWorkflow(temporal, {
        kind: 'diarization', workflow: 'diarizeMeeting', id: diarizationJob(microphone), input: { roomId, meetingId, peerId },
        owner: { userId, roomId, tier }, signal: 'speech', value: chunk, timeoutMs: LONGEST_MS,
      })
    },
  }
}
