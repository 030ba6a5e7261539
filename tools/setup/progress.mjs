// @ts-check

/** A step that is done sooner than this says nothing. */
const QUIET_MS = 2_000
const TTY_EVERY_MS = 250
const PLAIN_EVERY_MS = 4_000

/**
 * @typedef {(done: number, total: number, unit: string) => void} Update how far a step is
 *
 * @typedef {object} Progress
 * @property {<T>(title: string, estimate: string, work: (update: Update) => Promise<T>) => Promise<T>} step
 *   runs `work` and tells how it goes if that takes a while; `estimate` says how much and how long
 * @property {(line: string) => void} say a line of its own
 */

/**
 * Tells how far a set-up is: a line that updates itself on a terminal, a line every few seconds elsewhere.
 * @param {object} options
 * @param {(text: string) => void} options.write
 * @param {number | undefined} options.columns width of the terminal; undefined: not a terminal
 * @param {() => number} [options.now] milliseconds
 * @param {(tick: () => void, everyMs: number) => () => void} [options.every] starts a timer and returns what stops it
 * @returns {Progress}
 */
export function createProgress({ write, columns, now = () => performance.now(), every = everyInterval }) {
  const say = (/** @type {string} */ line) => write(columns ? `\r\x1b[K${line}\n` : `${line}\n`)
  return {
    say,
    async step(title, estimate, work) {
      const startedAt = now()
      let shown = false
      /** @type {{ done?: number, total?: number, unit?: string }} */
      let state = {}
      const stop = every(() => {
        const elapsedMs = now() - startedAt
        if (elapsedMs < QUIET_MS) return
        if (!shown) say(`${title} (${estimate})`)
        shown = true
        const line = formatProgress({ title, elapsedMs, ...state })
        write(columns ? `\r\x1b[K${line.slice(0, columns - 1)}` : `${line}\n`)
      }, columns ? TTY_EVERY_MS : PLAIN_EVERY_MS)
      try {
        const result = await work((done, total, unit) => {
          state = { done, total, unit }
        })
        if (shown) say(`${title}: done in ${formatDuration(now() - startedAt)}`)
        return result
      } catch (error) {
        if (shown) say(`${title}: stopped after ${formatDuration(now() - startedAt)}`)
        throw error
      } finally {
        stop()
      }
    },
  }
}

/**
 * @param {{ title: string, elapsedMs: number, done?: number, total?: number, unit?: string }} state
 * @returns {string} such as `Building: 42 % (123 of 290 files), 1 min 40 s so far, about 2 min 20 s left`
 */
export function formatProgress({ title, elapsedMs, done, total, unit }) {
  const elapsed = `${formatDuration(elapsedMs)} so far`
  if (done === undefined || total === undefined || total <= 0) return `${title}: ${elapsed}`
  const share = Math.min(1, done / total)
  const left = done > 0 && share < 1 ? `, about ${formatDuration((elapsedMs * (1 - share)) / share)} left` : ''
  const amount = unit === '%' ? '' : ` (${done} of ${total} ${unit})`
  return `${title}: ${Math.floor(share * 100)} %${amount}, ${elapsed}${left}`
}

/**
 * @param {number} ms
 * @returns {string} such as `12 s` or `3 min 5 s`
 */
export function formatDuration(ms) {
  const seconds = Math.max(1, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** @type {(tick: () => void, everyMs: number) => () => void} */
function everyInterval(tick, everyMs) {
  const timer = setInterval(tick, everyMs)
  return () => clearInterval(timer)
}
