import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError } from '../../domain/errors.ts'

/** Waits between tries where the server does not say, ms. */
const BACKOFF_MS = [1_000, 4_000, 15_000] as const
/** A server that asks for longer is not waited for, ms. */
const WAIT_MAX_MS = 120_000

export interface AskOptions {
  readonly fetch: typeof globalThis.fetch
  readonly signal?: AbortSignal
  /** A reader's token of the hub. `fetch` does not take it along to another origin, such as the hub's storage. */
  readonly token?: string
  /** Waits between tries; the tests have a shorter one. */
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<void>
}

/**
 * One request to a hub or its storage. 429, 408 and 5xx are asked again after a while, by `Retry-After` where that is given, three times.
 * Throws DomainError `model-unavailable` that says what to do, the signal's reason, or what `fetch` throws when the network is away.
 */
export async function askHub(url: URL, init: RequestInit, { fetch, signal, token, wait = waitMs }: AskOptions): Promise<Response> {
  const headers = { ...init.headers as Record<string, string>, ...(token ? { authorization: `Bearer ${token}` } : {}) }
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(url, { ...init, headers, signal })
    if (response.status < 400) return response
    await response.body?.cancel()
    const delayMs = Math.max(retryAfterMs(response.headers.get('retry-after')), BACKOFF_MS[attempt] ?? 0)
    const again = response.status === 429 || response.status === 408 || response.status >= 500
    if (!again || attempt >= BACKOFF_MS.length || delayMs > WAIT_MAX_MS) throw refused(url, response, token !== undefined)
    await wait(delayMs, signal)
  }
}

function refused(url: URL, { status, headers }: Response, hasToken: boolean): DomainError {
  const retryAfter = retryAfterMs(headers.get('retry-after'))
  const why = headers.get('x-error-code')
  return new DomainError('model-unavailable', `Cannot download ${url.href}: the hub answered ${status}${why ? ` (${why})` : ''}. ${advice(status, hasToken, retryAfter)}`)
}

function advice(status: number, hasToken: boolean, retryAfter: number): string {
  const { account, terms } = { account: 'make a token with read access on the hub and set HF_TOKEN', terms: "accept the model's terms on its page of the hub" }
  if (status === 401) return hasToken ? `HF_TOKEN is not valid there: ${account}` : `It has no such model, or not for everyone: ${terms}, ${account}`
  if (status === 403) return hasToken ? `HF_TOKEN may not read this model: ${terms} with the account of the token` : `This model is not for everyone: ${terms}, ${account}`
  if (status === 404) return 'It has no such file: check HF_ENDPOINT, or update Parley, since models move'
  if (status === 429) return `It asks for patience: try again ${retryAfter > 0 ? `in ${Math.ceil(retryAfter / 60_000)} minutes` : 'later'}, or set HF_TOKEN, which allows more requests`
  return 'Try again later; what has come so far is kept'
}

/** `Retry-After` in seconds or as a date; 0 where there is none. */
function retryAfterMs(value: string | null): number {
  if (value === null) return 0
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000)
  const at = Date.parse(value)
  return Number.isNaN(at) ? 0 : Math.max(0, at - Date.now())
}

async function waitMs(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal })
}
