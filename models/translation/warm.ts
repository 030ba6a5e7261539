import { readFile } from 'node:fs/promises'
import type { Language } from '../../domain/language.ts'
import type { Clock } from '../../infra/clock.ts'
import { systemClock } from '../../infra/clock.ts'
import type { Log } from '../../infra/log.ts'
import type { Translator } from './translator.ts'

/** Warming waits until nobody asked for anything for so long: then no meeting is under way, or everyone is silent. */
const QUIET_MS = 10_000
/** Between two phrases: a quarter of one core at most. */
const STEP_MS = 50

/** Languages that `phrases/` has a list for. */
const LISTS: ReadonlySet<Language> = new Set<Language>(['en', 'es', 'pt', 'vi'])

export interface WarmOptions {
  /** Directions to begin with; others follow when somebody asks for them. */
  readonly pairs: readonly { readonly from: Language; readonly to: Language }[]
  readonly log: Log
  readonly clock?: Clock
  readonly phrasesOf?: (language: Language) => Promise<readonly string[]>
}

/**
 * Fills the cache below it with what is said in every meeting, one phrase at a time, while nobody asks for a translation: for the directions given
 * and each that is used. What is asked for meanwhile goes first, and stops it until it is quiet again.
 */
export function withWarmth(translator: Translator, { pairs, log, clock = systemClock, phrasesOf = readPhrases }: WarmOptions): Translator {
  const wanted = pairs.filter(({ from }) => LISTS.has(from))
  const seen = new Set(wanted.map(({ from, to }) => `${from}-${to}`))
  const closing = new AbortController()
  let current: { from: Language; to: Language; phrases: readonly string[]; next: number; beganMs: number } | null = null
  let livedAtMs = clock.now()
  let live = 0
  let cancel = () => {}

  const step = async () => {
    const quietMs = clock.now() - livedAtMs
    if (live > 0 || quietMs < QUIET_MS) return plan(live > 0 ? QUIET_MS : QUIET_MS - quietMs)
    const pair = current ? null : wanted.shift()
    if (pair) current = { ...pair, phrases: await phrasesOf(pair.from), next: 0, beganMs: clock.now() }
    if (!current) return
    const { from, to, phrases, next, beganMs } = current
    if (next >= phrases.length || !translator.serves(from, to)) {
      if (next > 0) log.info('phrases-warmed', { from, to, phrases: next, tookMs: clock.now() - beganMs })
      current = null
    } else {
      current.next++
      await translator.translate(phrases[next]!, { from, to, background: true, signal: closing.signal })
    }
    plan(STEP_MS)
  }
  const run = () => {
    cancel = () => {}
    step().catch((error: unknown) => {
      if (closing.signal.aborted) return
      log.warn('phrases-not-warmed', { from: current?.from, to: current?.to, error })
      current = null
      plan(QUIET_MS)
    })
  }
  let planned = false
  const plan = (ms: number) => {
    if (closing.signal.aborted || planned) return
    planned = true
    cancel = clock.after(ms, () => {
      planned = false
      run()
    })
  }
  if (wanted.length > 0) plan(QUIET_MS)

  return {
    ...translator,
    async translate(text, options) {
      const { from, to } = options
      live++
      try {
        return await translator.translate(text, options)
      } finally {
        live--
        livedAtMs = clock.now()
        if (!seen.has(`${from}-${to}`) && LISTS.has(from) && from !== to) {
          seen.add(`${from}-${to}`)
          wanted.push({ from, to })
          plan(QUIET_MS)
        }
      }
    },
    async close() {
      closing.abort(new Error('closed'))
      cancel()
      await translator.close()
    },
  }
}

/** What is said in every meeting in a language; empty for those without a list. */
export async function readPhrases(language: Language): Promise<readonly string[]> {
  if (!LISTS.has(language)) return []
  return JSON.parse(await readFile(new URL(`./phrases/${language}.json`, import.meta.url), 'utf8')) as string[]
}
