import { isGrpcServiceError, ServiceError, WorkflowNotFoundError } from '@temporalio/client'
import { DomainError } from '../../domain/errors.ts'
import type { ErrorCode } from '../../domain/errors.ts'
import type { Temporal } from './open_temporal.ts'

const DEADLINE_MS = 5_000

/** gRPC status → our code; all others are `unavailable`. */
const CODES: Readonly<Record<number, ErrorCode>> = { 3: 'invalid-input', 5: 'not-found', 7: 'forbidden', 16: 'forbidden' }

/**
 * Asks Temporal for something, within a deadline. Other errors than its own pass through as they are.
 * @param action what for, as in `Cannot ACTION: Temporal at …`
 * Throws DomainError `unavailable` when it is away, `not-found`, `forbidden`, `invalid-input` by what it answers.
 */
export async function callTemporal<T>(temporal: Pick<Temporal, 'client' | 'at'>, action: string, call: () => Promise<T>, { deadlineMs = DEADLINE_MS } = {}): Promise<T> {
  try {
    return await temporal.client.withDeadline(Date.now() + deadlineMs, call)
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new DomainError('not-found', `Cannot ${action}: there is no such job`, { cause: error })
    const status = grpcStatus(error)
    if (status === null) throw error
    throw new DomainError(CODES[status] ?? 'unavailable', `Cannot ${action}: Temporal at ${temporal.at.address} answered ${status === 4 ? 'nothing in time' : `with gRPC status ${status}`}`, { cause: error })
  }
}

function grpcStatus(error: unknown): number | null {
  if (isGrpcServiceError(error)) return error.code
  if (error instanceof ServiceError) return isGrpcServiceError(error.cause) ? error.cause.code : 14
  // A first connection that fails.
  if (error instanceof Error && /Failed to connect/i.test(error.message)) return 14
  return null
}
