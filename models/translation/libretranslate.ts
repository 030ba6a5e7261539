import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import type { Clock } from '../../infra/clock.ts'
import { systemClock } from '../../infra/clock.ts'
import { DeadlineError, withDeadline } from '../../infra/deadline.ts'
import type { Log } from '../../infra/log.ts'
import type { Translator } from './translator.ts'

const DEADLINE_MS = 8_000
/** How long a list of languages is good for, and how soon one that could not be had is asked for again. */
const LIST_FRESH_MS = 60 * 60 * 1_000
const LIST_RETRY_MS = 30_000
/** Longest wait for a server that says it is busy, before another engine gets its turn. */
const BUSY_WAIT_MAX_MS = 2_000

/** LibreTranslate's codes where they differ from ours. */
const OWN_CODES: Partial<Record<Language, string>> = { zh: 'zh-Hans', no: 'nb', nn: 'nb' }

const languagesSchema = z.array(z.object({ code: z.string(), targets: z.array(z.string()).optional() }))
const answerSchema = z.object({ translatedText: z.string() })
const errorSchema = z.object({ error: z.string() })

export interface LibreTranslateOptions {
  readonly url: string
  readonly apiKey?: string
  readonly log: Log
  readonly fetch?: typeof globalThis.fetch
  readonly clock?: Clock
  readonly deadlineMs?: number
}

export interface LibreTranslate extends Translator {
  /** Resolves when the list of languages was asked for once, with or without success. */
  readonly ready: Promise<void>
}

/** A LibreTranslate server (`POST /translate`, `GET /languages`): its own list says which pairs it serves. */
export function createLibreTranslate({ url, apiKey, log, fetch = globalThis.fetch, clock = systemClock, deadlineMs = DEADLINE_MS }: LibreTranslateOptions): LibreTranslate {
  const base = url.replace(/\/+$/, '')
  const closing = new AbortController()
  let targets: ReadonlyMap<string, ReadonlySet<string>> = new Map()
  let cancelRefresh = () => {}

  const refresh = async (): Promise<void> => {
    let nextMs = LIST_FRESH_MS
    try {
      targets = await withDeadline(deadlineMs, [closing.signal], async (signal) => {
        const response = await fetch(`${base}/languages`, { signal })
        if (!response.ok) throw await refusal(response)
        return readTargets(languagesSchema.parse(await response.json()))
      })
    } catch (error) {
      if (closing.signal.aborted) return
      log.warn('libretranslate-languages-failed', { url: base, error })
      nextMs = LIST_RETRY_MS
    }
    cancelRefresh = clock.after(nextMs, () => void refresh())
  }
  const code = (language: Language) => {
    const own = OWN_CODES[language]
    return own !== undefined && targets.has(own) ? own : language
  }
  const serves = (from: Language, to: Language) => from !== to && (targets.get(code(from))?.has(code(to)) ?? false)

  const ask = (text: string, from: Language, to: Language, signal: AbortSignal) =>
    fetch(`${base}/translate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ q: text, source: code(from), target: code(to), format: 'text', ...(apiKey ? { api_key: apiKey } : {}) }),
      signal,
    })

  const translate = async (text: string, from: Language, to: Language, signal: AbortSignal): Promise<string> => {
    let response = await ask(text, from, to, signal)
    const waitMs = response.status === 429 || response.status === 503 ? retryAfterMs(response) : null
    if (waitMs !== null && waitMs <= BUSY_WAIT_MAX_MS) {
      await response.body?.cancel()
      await pause(waitMs, clock)
      signal.throwIfAborted()
      response = await ask(text, from, to, signal)
    }
    if (!response.ok) throw await refusal(response)
    return answerSchema.parse(await response.json()).translatedText
  }

  return {
    engine: 'libretranslate',
    ready: refresh(),
    serves,
    async translate(text, { from, to, signal }) {
      if (!serves(from, to)) throw new DomainError('language-unavailable', `LibreTranslate does not serve "${from}" to "${to}"`)
      try {
        const translated = await withDeadline(deadlineMs, [signal, closing.signal], (both) => translate(text, from, to, both))
        return { language: to, text: translated, engine: 'libretranslate' }
      } catch (error) {
        signal?.throwIfAborted()
        if (error instanceof DomainError) throw error
        if (error instanceof DeadlineError) throw new DomainError('timeout', `LibreTranslate did not answer within ${deadlineMs} ms`, { cause: error })
        throw new DomainError('model-unavailable', 'LibreTranslate cannot be reached, or its answer cannot be read', { cause: error })
      }
    },
    async close() {
      cancelRefresh()
      closing.abort()
    },
  }
}

/** A server before 1.4 lists no targets: it translates between any two of its languages. */
function readTargets(list: z.infer<typeof languagesSchema>): Map<string, Set<string>> {
  const all = list.map(({ code }) => code)
  return new Map(list.map(({ code, targets }) => [code, new Set((targets ?? all).filter((target) => target !== code))]))
}

async function refusal(response: Response): Promise<DomainError> {
  const text = await response.text()
  const said = errorSchema.safeParse(parseJson(text))
  const detail = `LibreTranslate answered ${response.status}${said.success ? `: ${said.data.error}` : ''}`
  if (response.status === 429) return new DomainError('too-many-requests', detail)
  if (response.status === 400 && /not supported/i.test(text)) return new DomainError('language-unavailable', detail)
  return new DomainError('model-unavailable', detail)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Null when the server asks for no particular wait. */
function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null
}

function pause(ms: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve))
}
