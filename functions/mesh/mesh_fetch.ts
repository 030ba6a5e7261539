import { setTimeout as pause } from 'node:timers/promises'
import { DomainError } from '../../domain/errors.ts'
import { DeadlineError, withDeadline } from '../../infra/deadline.ts'
import type { Served } from './serve_alone.ts'

/** The media type of answers that are passed on as they come. */
export const SOUND_TYPE = 'application/octet-stream'
/** Wait before the one replica there is is asked again, ms. */
const BACKOFF_MS = 100

export interface MeshFetchOptions {
  readonly name: string
  readonly app: Served | null
  readonly replicas: readonly string[]
  readonly key: string | null
  readonly fetch: typeof globalThis.fetch
  readonly deadlineMs: number
}

/** What the typed client calls: a URL string and plain options. */
export type MeshFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * A fetch that answers from the app in this process, or from a replica: in turn, with the key, within the deadline, and
 * from the next one when a replica answers 503 or cannot be reached (a single one is asked once more).
 * Throws DomainError `timeout`, `unavailable`, `internal` (nothing is configured), or the caller's abort reason.
 */
export function createMeshFetch({ name, app, replicas, key, fetch, deadlineMs }: MeshFetchOptions): MeshFetch {
  let turn = 0

  const overHttp = async (path: string, init: RequestInit, signal: AbortSignal): Promise<Response> => {
    const first = turn++
    const attempts = Math.max(2, replicas.length)
    let failure: unknown
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 0 && replicas.length === 1) await pause(BACKOFF_MS, undefined, { signal })
      const replica = replicas[(first + attempt) % replicas.length]!
      try {
        const response = await fetch(`${replica.replace(/\/+$/, '')}${path}`, { ...init, headers: withKey(init.headers, key), redirect: 'error', signal })
        if (response.status !== 503 || attempt === attempts - 1) return await readWhole(response)
        await response.body?.cancel()
        failure = new Error(`${replica} answered 503`)
      } catch (error) {
        signal.throwIfAborted()
        failure = error
      }
    }
    throw new DomainError('unavailable', `The function "${name}" cannot be reached`, { cause: failure })
  }

  return async function meshFetch(input, init = {}) {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input)
    const path = `${pathname}${search}`
    if (replicas.length === 0 && !app) throw new DomainError('internal', `The function "${name}" is neither in this process nor has a URL`)
    const answer = async (signal: AbortSignal) =>
      app && replicas.length === 0 ? app.fetch(new Request(`http://${name}.mesh${path}`, { ...init, signal })) : overHttp(path, init, signal)
    try {
      return await withDeadline(deadlineMs, [init.signal], answer)
    } catch (error) {
      if (error instanceof DeadlineError) throw new DomainError('timeout', `The function "${name}" did not answer within ${deadlineMs} ms`, { cause: error })
      throw error
    }
  }
}

/** The body too has to arrive within the deadline, and from this replica; but for sound, which is heard while it is made. */
async function readWhole(response: Response): Promise<Response> {
  if (response.ok && response.headers.get('content-type') === SOUND_TYPE) return response
  return new Response(await response.arrayBuffer(), { status: response.status, headers: response.headers })
}

function withKey(given: RequestInit['headers'], key: string | null): Headers {
  const headers = new Headers(given)
  if (key !== null) headers.set('authorization', `Bearer ${key}`)
  return headers
}
