import type { Context, ErrorHandler, NotFoundHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { toProblem } from '../../domain/errors.ts'
import type { Log } from '../../infra/log.ts'
import { notFound, onProblem } from '../../functions/problem.ts'
import type { AssetUrl } from '../../views/mod.ts'
import { ErrorPage, NotFoundPage } from '../../views/mod.ts'

/** A page for people, problem+json for programs. */
export function errorPages({ assetUrl, log }: { assetUrl: AssetUrl; log: Log }): { onError: ErrorHandler; notFound: NotFoundHandler } {
  const problem = onProblem(log)
  return {
    async onError(error, c) {
      const answer = await problem(error, c)
      // The rest of the body stays unread, so the connection serves nothing after it: say so before it closes.
      if (answer.status === 413) c.header('connection', 'close')
      if (!wantsPage(c)) return c.newResponse(answer.body, answer)
      const body = toProblem(error)
      const code = /^\/rooms\/([^/]+)/.exec(c.req.path)?.[1]
      if (body.code === 'not-found') return c.html(<NotFoundPage assetUrl={assetUrl} code={code?.slice(0, 40)} />, 404)
      const retryTo = code ? `/rooms/${code}` : undefined
      return c.html(<ErrorPage assetUrl={assetUrl} problem={body} retryTo={retryTo} />, answer.status as ContentfulStatusCode)
    },
    notFound: (c) => (wantsPage(c) ? c.html(<NotFoundPage assetUrl={assetUrl} />, 404) : notFound(c)),
  }
}

function wantsPage(c: Context): boolean {
  return c.req.header('accept')?.includes('text/html') ?? false
}
