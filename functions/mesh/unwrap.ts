import type { ClientResponse } from 'hono/client'
import { z } from 'zod'
import { DomainError, ERRORS } from '../../domain/errors.ts'
import type { ErrorCode } from '../../domain/errors.ts'

const problemSchema = z.object({
  code: z.custom<ErrorCode>((code) => typeof code === 'string' && Object.hasOwn(ERRORS, code)),
  detail: z.string(),
})

/** What an `ok` answer's body is. */
type Body<R> = R extends ClientResponse<infer T, infer _Status, 'json'> ? T : never

/**
 * The body of a mesh answer. A problem+json answer is thrown as the DomainError that the other side threw.
 * @example await unwrap(mesh.client('translate').readable.$get())
 */
export async function unwrap<R extends Pick<Response, 'ok' | 'status' | 'text'>>(call: Promise<R>): Promise<Body<R>> {
  const response = await call
  const text = await response.text()
  if (response.ok) return JSON.parse(text) as Body<R>
  throw toDomainError(response.status, text)
}

/** One place where an answer of the mesh becomes an error again. */
export function toDomainError(status: number, body: string): DomainError {
  const problem = problemSchema.safeParse(parse(body))
  // A refused key is our configuration, never the user's doing. Who may do what in a room is told with 403.
  if (status === 401 || (status === 403 && !problem.success)) {
    return new DomainError('internal', 'A function of the mesh refused our key: MESH_KEY must be the same for every process', { cause: body })
  }
  if (problem.success) return new DomainError(problem.data.code, problem.data.detail)
  return new DomainError(status === 503 ? 'unavailable' : 'internal', `A function of the mesh answered ${status} without saying why`, { cause: body.slice(0, 500) })
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
