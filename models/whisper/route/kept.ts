import { DomainError } from '../../../domain/errors.ts'
import type { Clock } from '../../../infra/clock.ts'
import type { Log } from '../../../infra/log.ts'
import type { Recogniser } from '../recogniser.ts'

/** A model that is in memory while somebody uses it. */
export interface Kept {
  readonly id: string
  /** Whether it is in memory and warm. */
  readonly ready: boolean
  /** Brings it into memory. Throws what opening it throws. */
  open(): Promise<void>
  /** Works with the model, which is opened for it where it is not in memory. */
  use<T>(work: (recogniser: Recogniser) => Promise<T>): Promise<T>
  /** Takes it out of memory, until it is used again. */
  unload(): Promise<void>
  close(): Promise<void>
}

export interface KeptOptions {
  readonly id: string
  readonly open: () => Promise<Recogniser>
  /** A model that was not used for so long leaves memory. */
  readonly idleMs: number
  /** Whether it may leave now. */
  readonly mayLeave?: () => boolean
  readonly clock: Clock
  readonly log: Log
}

interface Held {
  readonly recogniser: Promise<Recogniser>
  ready: boolean
  busy: number
  usedAtMs: number
  cancel: () => void
}

/** Keeps one model, or the way to it. */
export function keepRecogniser({ id, open, idleMs, mayLeave = () => true, clock, log }: KeptOptions): Kept {
  let held: Held | null = null
  let closed = false

  const watch = (unit: Held) => {
    unit.cancel = clock.after(Math.max(0, unit.usedAtMs + idleMs - clock.now()), () => {
      if (unit.busy > 0 || !mayLeave()) unit.usedAtMs = clock.now()
      if (clock.now() - unit.usedAtMs < idleMs) return watch(unit)
      // From here on whoever asks opens another one.
      held = null
      log.info('recognition-model-unloaded', { model: id, idleMs })
      unit.recogniser.then((recogniser) => recogniser.close()).catch((error: unknown) => log.warn('recognition-model-not-closed', { model: id, error }))
    })
  }
  const hold = (): Held => {
    if (held) return held
    if (closed) throw new DomainError('model-unavailable', `Cannot transcribe: "${id}" is closed`)
    const beganMs = clock.now()
    const unit: Held = { recogniser: open(), ready: false, busy: 0, usedAtMs: beganMs, cancel: () => {} }
    held = unit
    unit.recogniser.then(
      () => {
        unit.ready = true
        unit.usedAtMs = clock.now()
        if (held === unit) watch(unit)
        log.info('recognition-model-ready', { model: id, tookMs: clock.now() - beganMs })
      },
      () => {
        if (held === unit) held = null
      },
    )
    return unit
  }

  const unload = async () => {
    const unit = held
    held = null
    unit?.cancel()
    await unit?.recogniser.then((recogniser) => recogniser.close(), () => {})
  }

  return {
    id,
    get ready() {
      return held?.ready ?? false
    },
    async open() {
      await hold().recogniser
    },
    async use(work) {
      const unit = hold()
      unit.busy++
      try {
        return await work(await unit.recogniser)
      } finally {
        unit.busy--
        unit.usedAtMs = clock.now()
      }
    },
    unload,
    async close() {
      closed = true
      await unload()
    },
  }
}
