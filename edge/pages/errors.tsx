import type { Context, ErrorHandler, NotFoundHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { DomainError, toProblem } from '../../domain/errors.ts'
import type { Log } from '../../infra/log.ts'
import { notFound, onProblem } from '../../functions/problem.ts'
import type { AssetUrl } from '../../views/mod.ts'
import type { MessagesOf } from '../gateway/locale.ts'
import { ErrorPage, NotFoundPage } from '../../views/mod.ts'
import { isForScript, SignInNeeded } from '../gateway/account_session.ts'

/** A page for people, problem+json for programs. */
export function errorPages({ assetUrl, messages, log }: { assetUrl: AssetUrl; messages: MessagesOf; log: Log }): { onError: ErrorHandler; notFound: NotFoundHandler } {
  const problem = onProblem(log)
  return {
    async onError(thrown, c) {
      const error = isBrokenForm(thrown, c) ? new DomainError('invalid-input', 'The form is not well formed', { cause: thrown }) : thrown
      // htmx takes whatever comes: `Accept` says nothing of it.
      if (error instanceof SignInNeeded && (wantsPage(c) || isForScript(c))) return toSignIn(c, error.location)
      const answer = await problem(error, c)
      // The rest of the body stays unread, so the connection serves nothing after it: say so before it closes.
      if (answer.status === 413) c.header('connection', 'close')
      if (!wantsPage(c)) return c.newResponse(answer.body, answer)
      const body = toProblem(error)
      const t = await messages(c)
      const code = /^\/rooms\/([^/]+)/.exec(c.req.path)?.[1]
      if (body.code === 'not-found') return c.html(<NotFoundPage t={t} assetUrl={assetUrl} code={code?.slice(0, 40)} />, 404)
      const retryTo = code ? `/rooms/${code}` : undefined
      return c.html(<ErrorPage t={t} assetUrl={assetUrl} problem={body} retryTo={retryTo} />, answer.status as ContentfulStatusCode)
    },
    notFound: async (c) => (wantsPage(c) ? c.html(<NotFoundPage t={await messages(c)} assetUrl={assetUrl} />, 404) : notFound(c)),
  }
}

/** htmx follows a redirect by itself and would put the form where a fragment belongs; it is told to go there instead. */
function toSignIn(c: Context, location: string): Response {
  if (isForScript(c)) return c.body(null, 401, { 'HX-Redirect': location })
  return c.redirect(location, 303)
}

/** Runtimes throw a TypeError for multipart bodies that are none, which is whoever's sent them. */
function isBrokenForm(error: Error, c: Context): boolean {
  return error instanceof TypeError && /form ?data|multipart|boundary/i.test(error.message) && /^multipart\/form-data/i.test(c.req.header('content-type') ?? '')
}

function wantsPage(c: Context): boolean {
  return c.req.header('accept')?.includes('text/html') ?? false
}
