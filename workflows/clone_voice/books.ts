import type { VoicesDeps } from '../../functions/voices/context.ts'
import { beginWork, recordCancelled, recordCheck, recordEmbedding, recordState } from '../../functions/voices/record_work.ts'
import type { SampleCheck } from '../../functions/voices/record_work.ts'
import type { SampleInput } from './activities.ts'
import type { CloneVoiceInput } from './messages.ts'

/** What is written down of the work on a voice, in the process that has the database. Each says whether the voice is there still. */
export function createCloneVoiceBooks(deps: Pick<VoicesDeps, 'db' | 'blob' | 'cache' | 'now' | 'log'>) {
  return {
    beginVoice: (voice: CloneVoiceInput) => beginWork(deps, voice),
    recordVoiceCheck: (sample: SampleInput & SampleCheck) => recordCheck(deps, sample),
    recordVoiceState: (voice: CloneVoiceInput & { readonly state: 'waiting' | 'making' | 'failed'; readonly cause?: string }) => recordState(deps, voice),
    recordVoiceEmbedding: (voice: CloneVoiceInput & { readonly engine: string; readonly bytes: number }) => recordEmbedding(deps, voice),
    sweepVoice: (voice: CloneVoiceInput) => recordCancelled(deps, voice),
  }
}
export type CloneVoiceBooks = ReturnType<typeof createCloneVoiceBooks>
