import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { DomainError } from '../../domain/errors.ts'
import { shownPath } from '../../functions/problem.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request comes from our own pages. Browsers send `Origin` with every POST and WebSocket; a program that
 * sends none carries nobody's cookies by accident. Compared by host, since TLS may end in front of us.
 */
export function isSameOrigin(c: Context): boolean {
  const origin = c.req.header('origin')
  if (origin === undefined) return c.req.header('sec-fetch-site') === undefined || c.req.header('sec-fetch-site') === 'same-origin'
  return URL.canParse(origin) && new URL(origin).host === c.req.header('host')
}

/**
 * Refuses what another site's page posts in a visitor's name: DomainError `forbidden`. A request that brings cookies must show
 * where it comes from; every browser that can run these pages does. So no form needs a token of its own, and cookies are
 * SameSite=Lax besides.
 */
export function sameOriginOnly() {
  return createMiddleware(async function sameOriginOnly(c, next) {
    if (!SAFE.has(c.req.method) && !(isSameOrigin(c) && (saysOrigin(c) || c.req.header('cookie') === undefined))) {
      throw new DomainError('forbidden', `Cannot ${c.req.method} ${shownPath(c.req.path)}: the request comes from another site`)
    }
    await next()
  })
}

function saysOrigin(c: Context): boolean {
  return c.req.header('origin') !== undefined || c.req.header('sec-fetch-site') !== undefined
}
