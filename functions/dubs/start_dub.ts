import { dubWorkflowId } from '../../domain/dub.ts'
import type { DubWork } from '../../domain/dub.ts'
import type { Log } from '../../infra/log.ts'
import type { Temporal } from '../../infra/temporal/open_temporal.ts'
import { startWorkflow } from '../../infra/temporal/start_workflow.ts'

/**
 * Begins the work on a dub, in the lane of the room's plan; leaves alone what has begun before. Throws DomainError `unavailable` while Temporal is
 * away, `invalid-input` for what it refuses.
 */
export async function startDub(temporal: Temporal, work: DubWork): Promise<void> {
  const { accountId: userId, roomId, tier } = work
  await startWorkflow(temporal, { kind: 'cloned-speech', workflow: 'synthesizeClonedSpeech', id: dubWorkflowId(work), input: work, owner: { userId, roomId, tier } })
}

/** Voices whose phrases were begun here; more are asked for again, which begins nothing twice. */
const BEGUN_MAX = 1_000

/**
 * As `startDub`; with the first dub of a voice in a language, common phrases begin to be said in it, which may wait for everything else and whose
 * failing to begin is no dub's matter.
 */
export function createStartDub(temporal: Temporal, { engine, log }: { engine: string; log: Log }): (work: DubWork) => Promise<void> {
  const begun = new Set<string>()
  const beginPhrases = async ({ accountId, language, tier, voiceId }: DubWork) => {
    const id = `phrases-${voiceId}-${engine}-${language}`
    if (begun.has(id)) return
    begun.add(id)
    if (begun.size > BEGUN_MAX) begun.delete(begun.values().next().value!)
    await startWorkflow(temporal, { kind: 'cloned-speech', workflow: 'sayPhrasesAhead', id, input: { accountId, language }, owner: { userId: accountId, tier }, urgency: 'later' })
      .catch((error: unknown) => {
        begun.delete(id)
        log.warn('phrases-not-begun', { id, error })
      })
  }
  return async (work) => {
    await startDub(temporal, work)
    await beginPhrases(work)
  }
}
