import { DomainError } from '../../../domain/errors.ts'
import { DeadlineError, withDeadline } from '../../../infra/deadline.ts'

export interface XttsAddress {
  /** Of the server, without a slash at the end. */
  readonly url: string
  /** For a proxy in front of it: the server itself asks for none. */
  readonly apiKey?: string
  readonly fetch: typeof globalThis.fetch
}

export interface AskOptions<T> {
  readonly signals: readonly (AbortSignal | undefined)[]
  readonly deadlineMs: number
  /** Reads the body, within the deadline too. */
  readonly read: (response: Response, signal: AbortSignal) => Promise<T>
}

/** More of an error's text than this helps nobody. */
const DETAIL_LENGTH = 300

/**
 * One request to the server, read to its end. Throws DomainErrors: `clone-refused` for 4xx (FastAPI's detail in the text), `unavailable` for 408, 425
 * and 429, `model-unavailable` for 5xx and for a server that is not there or hangs up, `timeout` past the deadline; a signal's own reason.
 */
export async function askXtts<T>({ url, apiKey, fetch }: XttsAddress, path: string, init: RequestInit, { signals, deadlineMs, read }: AskOptions<T>): Promise<T> {
  const headers = new Headers(init.headers)
  if (apiKey !== undefined) headers.set('authorization', `Bearer ${apiKey}`)
  try {
    return await withDeadline(deadlineMs, signals, async (signal) => {
      const response = await fetch(`${url}${path}`, { ...init, headers, signal, redirect: 'error' })
      if (!response.ok) throw await refusal(path, response)
      return await read(response, signal)
    })
  } catch (error) {
    for (const signal of signals) signal?.throwIfAborted()
    throw asXttsError(error, path)
  }
}

/** What went wrong at a request, as a DomainError. */
export function asXttsError(error: unknown, path: string): DomainError {
  if (error instanceof DomainError) return error
  if (error instanceof DeadlineError) return new DomainError('timeout', `XTTS did not answer ${path} within ${error.ms} ms`, { cause: error })
  return new DomainError('model-unavailable', `XTTS cannot be reached, or hung up at ${path}`, { cause: error })
}

async function refusal(path: string, response: Response): Promise<DomainError> {
  const { status } = response
  const said = `XTTS answered ${status} to ${path}: ${(await response.text()).slice(0, DETAIL_LENGTH)}`
  if (status >= 500) return new DomainError('model-unavailable', said)
  return new DomainError([408, 425, 429].includes(status) ? 'unavailable' : 'clone-refused', said)
}
