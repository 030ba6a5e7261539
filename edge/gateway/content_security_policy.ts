import { createMiddleware } from 'hono/factory'
import { CONTENT_SECURITY_POLICY } from '../../views/mod.ts'

/** The policy that the pages are written for, and no caching of what is one person's. */
export function contentSecurityPolicy() {
  return createMiddleware(async function contentSecurityPolicy(c, next) {
    await next()
    // A page that needs another one has set it.
    if (!c.res.headers.has('content-security-policy')) c.header('content-security-policy', CONTENT_SECURITY_POLICY)
    c.header('permissions-policy', 'camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self)')
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
  })
}
