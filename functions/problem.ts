import type { Context, ErrorHandler, NotFoundHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { HTTPException } from 'hono/http-exception'
import { DomainError, toProblem } from '../domain/errors.ts'
import type { Log } from '../infra/log.ts'

export const PROBLEM_TYPE = 'application/problem+json'

/** `app.onError(onProblem(log))`: any thrown value as application/problem+json; what is our fault is logged with its cause. */
export function onProblem(log: Log): ErrorHandler {
  return function problem(error, context) {
    const known = error instanceof HTTPException ? fromHttpException(error) : error
    const body = toProblem(known)
    const fields = { method: context.req.method, path: shownPath(context.req.path), code: body.code, error: known }
    if (body.status >= 500) log.error('request-failed', fields)
    else log.debug('request-refused', fields)
    return answer(context, body)
  }
}

/** `app.notFound(notFound)`. */
export const notFound: NotFoundHandler = function notFound(context) {
  return answer(context, toProblem(new DomainError('not-found', `There is nothing at ${context.req.method} ${shownPath(context.req.path)}`)))
}

/** The hook for `@hono/zod-validator`: turns its findings into `invalid-input`, naming each field. */
export function refuseInvalid(result: { success: boolean; error?: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } }): void {
  if (result.success || !result.error) return
  const findings = result.error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'body'}: ${message}`)
  throw new DomainError('invalid-input', `The request is not well formed: ${findings.join('; ')}`, { cause: result.error })
}

/** A path for logs and messages: links of mails carry a secret in theirs. */
export function shownPath(path: string): string {
  return path.replace(/[\w-]{40,}/g, '…')
}

function fromHttpException(error: HTTPException): DomainError {
  if (error.status === 413) return new DomainError('too-large', 'The request body is too large', { cause: error })
  if (error.status === 415) return new DomainError('unsupported-type', 'The request body is of a kind that is not taken here', { cause: error })
  if (error.status === 401) return new DomainError('unauthorised', 'A valid key is required', { cause: error })
  if (error.status < 500) return new DomainError('invalid-input', error.message || 'The request is not well formed', { cause: error })
  return new DomainError('internal', 'Something went wrong on our side', { cause: error })
}

function answer(context: Context, body: ReturnType<typeof toProblem>): Response {
  return context.body(JSON.stringify(body), body.status as ContentfulStatusCode, { 'content-type': PROBLEM_TYPE })
}
