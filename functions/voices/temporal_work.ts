import { DomainError } from '../../domain/errors.ts'
import { callTemporal } from '../../infra/temporal/call.ts'
import type { Temporal } from '../../infra/temporal/open_temporal.ts'
import { startWorkflow } from '../../infra/temporal/start_workflow.ts'
import type { CloningWork } from './context.ts'

const DAY_MS = 24 * 60 * 60_000
/** A voice waits so long for an engine; `tendVoices` begins again after it. */
const LONGEST_MS = 30 * DAY_MS

const PREFIX = 'clone-voice-'
const UUID_LENGTH = 36
/** The id of the work on a voice; an engine that comes later has work of its own. */
export const cloneVoiceJob = (voiceId: string, engine?: string): string => `${PREFIX}${voiceId}${engine === undefined ? '' : `-${engine}`}`
/** The voice that a job is the work on. */
export const voiceOfJob = (id: string): string => id.slice(PREFIX.length, PREFIX.length + UUID_LENGTH)

/** The work on voices as Temporal workflows, in the lane of their owners' plans. */
export function createTemporalWork(temporal: Temporal, { engine }: { engine: string }): CloningWork {
  return {
    async start({ voiceId, accountId, tier, again = false }) {
      const id = cloneVoiceJob(voiceId, again ? engine : undefined)
      await startWorkflow(temporal, { kind: 'clone-voice', workflow: 'cloneVoice', id, input: { accountId, voiceId }, owner: { userId: accountId, tier }, timeoutMs: LONGEST_MS })
    },
    async stop(voiceId) {
      await Promise.all([cloneVoiceJob(voiceId), cloneVoiceJob(voiceId, engine)].map((id) =>
        callTemporal(temporal, `cancel "${id}"`, () => temporal.client.workflow.getHandle(id).cancel()).catch((error: unknown) => {
          if (!(error instanceof DomainError && error.code === 'not-found')) throw error
        })))
    },
  }
}
