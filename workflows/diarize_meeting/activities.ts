import type { DiarizationDeps, RoomMicrophone } from '../../functions/diarization/context.ts'
import { beginMicrophone, dropChunk, endMicrophone, failChunk, meetingState, stopMicrophone } from '../../functions/diarization/keep_chunk.ts'
import { recordTurns } from '../../functions/diarization/record_turns.ts'
import type { RecordTurns } from '../../functions/diarization/record_turns.ts'
import { tellApart } from '../../functions/diarization/tell_apart.ts'
import type { SpeechOrder, TellApartDeps, ToldApart } from '../../functions/diarization/tell_apart.ts'
import { inSteps } from '../heartbeat.ts'

/** What is written down, in the process that has the database. Each may be done twice. */
export function createDiarizationBooks(deps: DiarizationDeps) {
  return {
    beginMicrophone: (microphone: RoomMicrophone) => beginMicrophone(deps, microphone),
    recordTurns: (told: RecordTurns) => recordTurns(deps, told),
    dropSpeech: (microphone: RoomMicrophone, chunkId: string) => dropChunk(deps, microphone, chunkId),
    failSpeech: (microphone: RoomMicrophone, failure: { readonly chunkId: string; readonly cause: string }) => failChunk(deps, microphone, failure),
    meetingState: (microphone: RoomMicrophone) => meetingState(deps, microphone),
    endMicrophone: (microphone: RoomMicrophone) => endMicrophone(deps, microphone),
    stopMicrophone: (microphone: RoomMicrophone) => stopMicrophone(deps, microphone),
  }
}
export type DiarizationBooks = ReturnType<typeof createDiarizationBooks>

/** What takes models, one piece of work at a time in a process. */
export function createDiarizationWork(deps: TellApartDeps) {
  return {
    /** A try makes the whole again: what one leaves in the middle is of no use, and the answer is the same. */
    tellApart: (order: SpeechOrder) => inSteps<null, ToldApart>(({ signal, save }) => tellApart(deps, order, { signal, onProgress: (share) => save(null, share) })),
  }
}
export type DiarizationWork = ReturnType<typeof createDiarizationWork>
