/** Least time between two interim captions of a speaker, ms, from free to busy; null: none are made. */
const STEPS = [1_000, 2_000, 4_000, null] as const
export type InterimEvery = (typeof STEPS)[number]

/** What is measured is what happened lately, ms. */
const WINDOW_MS = 10_000
/** A step is judged by its own effect: no other one follows sooner. Going back takes a window in which all was well. */
const SLOWER_AFTER_MS = 2_000
const FASTER_AFTER_MS = WINDOW_MS
/** Share of the workers' time beyond which interim captions slow down, and below which they may come more often. */
const BUSY = 0.85
const SPARE = 0.6
/** What words that stay may wait for a worker: longer, and interim captions slow down; shorter, and they may speed up. */
const WAIT_LONG_MS = 400
const WAIT_SHORT_MS = 100

interface Work {
  readonly fromMs: number
  untilMs: number | null
  readonly lasting: boolean
}

export interface Admission {
  /** Work begins; `lasting`: what it says stays. `queuedMs`: what it waited for a worker. Returns the way to say that it ended. */
  begin(work: { readonly lasting: boolean; readonly queuedMs: number }): () => void
  /** How often a speaker's interim caption may be made now. */
  interimEvery(): InterimEvery
  /** Share of the workers' time that was free lately, [0, 1]. */
  headroom(): number
}

export interface AdmissionDeps {
  readonly now: () => number
  /** Workers of this process. */
  readonly concurrency: number
  /** Called when interim captions slow down or speed up. */
  readonly onChange?: (everyMs: InterimEvery, measured: { readonly busy: number; readonly waitMs: number }) => void
}

/**
 * How much of the machine interim captions may have, by what its workers were busy with in the last ten seconds and how long
 * words that stay had to wait. They slow down in steps, then stop, and come back in the same steps; words that stay are always made.
 */
export function createAdmission({ now, concurrency, onChange }: AdmissionDeps): Admission {
  let works: Work[] = []
  let waits: { readonly atMs: number; readonly ms: number }[] = []
  let step = 0
  let changedMs = -Infinity
  /** What interim captions took at the step that they were stopped at. */
  let passingBefore = 0

  const share = (lasting: boolean) => {
    const fromMs = now() - WINDOW_MS
    const busyMs = works.reduce((sum, work) => (work.lasting === lasting ? sum + Math.max(0, (work.untilMs ?? now()) - Math.max(fromMs, work.fromMs)) : sum), 0)
    return Math.min(1, busyMs / (WINDOW_MS * Math.max(1, concurrency)))
  }
  const forget = () => {
    const fromMs = now() - WINDOW_MS
    works = works.filter(({ untilMs }) => untilMs === null || untilMs > fromMs)
    waits = waits.filter(({ atMs }) => atMs > fromMs)
  }
  const change = (next: number, measured: { readonly busy: number; readonly waitMs: number }) => {
    step = next
    changedMs = now()
    onChange?.(STEPS[step]!, measured)
  }
  const judge = () => {
    forget()
    const [stays, passes] = [share(true), share(false)]
    const waitMs = waits.reduce((sum, { ms }) => sum + ms, 0) / Math.max(1, waits.length)
    const measured = { busy: stays + passes, waitMs }
    const sinceMs = now() - changedMs
    if ((measured.busy > BUSY || waitMs > WAIT_LONG_MS) && step < STEPS.length - 1) {
      if (sinceMs < SLOWER_AFTER_MS) return
      if (passes > 0) passingBefore = passes
      change(step + 1, measured)
    } else if (step > 0 && sinceMs >= FASTER_AFTER_MS && waitMs < WAIT_SHORT_MS) {
      // Twice as many interim captions take twice as much.
      const expected = stays + (STEPS[step] === null ? passingBefore : 2 * passes)
      if (expected < SPARE) change(step - 1, measured)
    }
  }

  return {
    begin({ lasting, queuedMs }) {
      const work: Work = { fromMs: now(), untilMs: null, lasting }
      works.push(work)
      if (lasting) waits.push({ atMs: now(), ms: queuedMs })
      return () => {
        work.untilMs ??= now()
      }
    },
    interimEvery() {
      judge()
      return STEPS[step]!
    },
    headroom: () => Math.max(0, 1 - share(true) - share(false)),
  }
}
