import { Context, activityInfo } from '@temporalio/activity'

/** Between two signs of life; an activity without one for its heartbeat timeout counts as dead. */
const EVERY_MS = 2_000

/** What a heartbeat carries. Pages read the progress, the next try the point. */
interface Beat<P> {
  readonly progress: number
  readonly point: P | null
}

export interface Steps<P> {
  /** Where an earlier try of this activity had come to, or null. */
  readonly resumed: P | null
  /** Aborts when the job is cancelled, has taken too long, or this process stops. */
  readonly signal: AbortSignal
  /**
   * What is done need not be done again: call it after each piece that is stored.
   * @param progress of this activity, 0 to 1
   */
  save(point: P, progress: number): void
}

/**
 * Runs the body of an activity with heartbeats, so that a worker that died is noticed and the next one goes on from the point saved last.
 * A point is plain data, without secrets: Temporal keeps and shows it.
 */
export async function inSteps<P, R>(work: (steps: Steps<P>) => Promise<R>): Promise<R> {
  const context = Context.current()
  const before = activityInfo().heartbeatDetails as Beat<P> | undefined
  let beat: Beat<P> = { progress: before?.progress ?? 0, point: before?.point ?? null }
  const tell = () => context.heartbeat(beat)
  tell()
  const timer = setInterval(tell, EVERY_MS)
  try {
    return await work({
      resumed: beat.point,
      signal: context.cancellationSignal,
      save(point, progress) {
        beat = { progress, point }
        tell()
      },
    })
  } catch (error) {
    // What a cancelled activity ends with is the cancelling, whatever its parts made of the abort.
    if (context.cancellationSignal.aborted) return await context.cancelled
    throw error
  } finally {
    clearInterval(timer)
  }
}
