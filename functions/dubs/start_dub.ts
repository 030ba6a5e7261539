import { dubWorkflowId } from '../../domain/dub.ts'
import type { DubWork } from '../../domain/dub.ts'
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
