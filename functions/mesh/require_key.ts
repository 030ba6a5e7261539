import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { DomainError } from '../../domain/errors.ts'

/** Probes of whoever watches the process; they tell nothing of anybody. */
const OPEN: ReadonlySet<string> = new Set(['/healthz', '/readyz'])

/** Tells whether an `Authorization` header is `Bearer KEY`, in constant time: nothing about the key can be learned from how long it takes. */
export function bearerCheck(key: string): (authorization: string | undefined) => boolean {
  const expected = digest(`Bearer ${key}`)
  return (authorization) => timingSafeEqual(digest(authorization ?? ''), expected)
}

/** For functions served on their own: `Authorization: Bearer KEY`, compared in constant time. Throws DomainError `unauthorised`. */
export function requireKey(key: string): MiddlewareHandler {
  const isCaller = bearerCheck(key)
  return async function meshKey(context, next) {
    if (!OPEN.has(context.req.path) && !isCaller(context.req.header('authorization'))) {
      throw new DomainError('unauthorised', 'This function answers only calls with the key of the mesh (MESH_KEY)')
    }
    await next()
  }
}

/** Equal length for any input, so that comparing tells nothing about it. */
function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest()
}
