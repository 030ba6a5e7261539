import { ActivityFailure, ApplicationFailure, CancelledFailure, ChildWorkflowFailure, TimeoutFailure } from '@temporalio/common'
import { DomainError, ERRORS } from '../domain/errors.ts'
import type { ErrorCode } from '../domain/errors.ts'

/**
 * An activity's error as Temporal takes it. Its type is the DomainError's code; codes that trying again cannot help end the activity at once.
 * Anything else is a defect or a machine's failure, of which the first may be the second: tried again, and `internal` in the end.
 */
export function toFailure(error: unknown): unknown {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error
  if (error instanceof DomainError) {
    const { code, message, retryable } = error
    return ApplicationFailure.create({ message, type: code, nonRetryable: !retryable, cause: error })
  }
  const cause = error instanceof Error ? error : new Error(String(error))
  return ApplicationFailure.create({ message: cause.message, type: 'internal', nonRetryable: false, cause })
}

/** @returns the code of what an activity or a workflow failed with; `timeout` for one that took too long, `internal` for what has none */
export function causeOf(error: unknown): ErrorCode {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof DomainError) return at.code
    if (at instanceof TimeoutFailure) return 'timeout'
    if (at instanceof ActivityFailure || at instanceof ChildWorkflowFailure) continue
    if (at instanceof ApplicationFailure && at.type && at.type in ERRORS) return at.type as ErrorCode
  }
  return 'internal'
}

/** The failure with which a workflow ends for good, told to whoever asks for its result. */
export function ending(code: ErrorCode, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, code)
}
