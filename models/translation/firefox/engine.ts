import { DomainError } from '../../../domain/errors.ts'
import type { Language } from '../../../domain/language.ts'
import type { Clock } from '../../../infra/clock.ts'
import { systemClock } from '../../../infra/clock.ts'
import type { Log } from '../../../infra/log.ts'
import { createBergamot } from '../bergamot/engine.ts'
import type { BergamotDirection } from '../bergamot/engine.ts'
import type { Direction } from '../bergamot/pivot.ts'
import { findPath } from '../bergamot/pivot.ts'
import type { Translator } from '../translator.ts'
import type { FirefoxPairs } from './pairs.ts'

/** A direction that was not used for so long leaves memory. */
export const IDLE_MS = 10 * 60_000
/** How soon the disk is looked at again for what another process fetched. */
const LOOK_AGAIN_MS = 2_000

export interface FirefoxOptions {
  readonly pairs: Pick<FirefoxPairs, 'list'>
  /** The bundled engine with its directions, which are halves of ways by English as well. */
  readonly near: { readonly translator: Translator; readonly directions: readonly Direction[] } | null
  readonly log: Log
  readonly clock?: Clock
  readonly idleMs?: number
  /** Loads one direction, warm. */
  readonly load?: (direction: BergamotDirection) => Promise<Translator>
}

export interface FirefoxEngine extends Translator {
  /** Looks at the disk for directions that were fetched or removed. */
  look(): Promise<void>
  /** Brings a direction that is here into memory. Throws DomainError `model-unavailable` when it cannot be used. */
  warm(pair: { readonly from: Language; readonly to: Language }): Promise<void>
  /** Directions to fetch before the pair can be translated, none when it can, or null when no way exists. */
  missing(from: Language, to: Language): Promise<readonly { readonly from: Language; readonly to: Language; readonly bytes: number | null }[] | null>
}

interface Loaded {
  readonly translator: Promise<Translator>
  busy: number
  usedAtMs: number
  cancel: () => void
}

/**
 * Directions that were fetched, each in a worker thread of its own, loaded when it is needed and ended when it was not for a while:
 * WebAssembly gives memory back only whole. A text waits for its direction to load. By way of English where there is no direct one.
 */
export async function createFirefox({ pairs, near, log, clock = systemClock, idleMs = IDLE_MS, load = loadDirection }: FirefoxOptions): Promise<FirefoxEngine> {
  let here: readonly BergamotDirection[] = []
  let lookedAtMs = -Infinity
  const loaded = new Map<string, Loaded>()
  let closed = false

  const look = async () => {
    lookedAtMs = clock.now()
    here = (await pairs.list()).flatMap(({ id, from, to, folder, version }) => (folder === null ? [] : [{ id, from, to, folder, ...(version === null ? {} : { version: `${id}@${version}` }) }]))
  }
  await look()

  const directions = () => [...(near?.directions ?? []), ...here]
  const wayOf = (from: Language, to: Language) => {
    const path = findPath(directions(), from, to)
    return path && path.map((id) => directions().find((direction) => direction.id === id)!)
  }

  const watch = (id: string, unit: Loaded) => {
    unit.cancel = clock.after(Math.max(0, unit.usedAtMs + idleMs - clock.now()), () => {
      if (unit.busy > 0 || clock.now() - unit.usedAtMs < idleMs) {
        // Still at work after all this time: it is looked at again after another while.
        if (unit.busy > 0) unit.usedAtMs = clock.now()
        return watch(id, unit)
      }
      // From here on whoever asks loads another one.
      loaded.delete(id)
      log.info('translation-model-unloaded', { model: id, idleMs })
      unit.translator.then((translator) => translator.close()).catch((error: unknown) => log.warn('translation-model-not-closed', { model: id, error }))
    })
  }
  const open = (direction: BergamotDirection): Loaded => {
    const known = loaded.get(direction.id)
    if (known) return known
    if (closed) throw new DomainError('model-unavailable', 'Cannot translate: the engine "firefox" is closed')
    const beganMs = clock.now()
    const unit: Loaded = { translator: load(direction), busy: 0, usedAtMs: beganMs, cancel: () => {} }
    loaded.set(direction.id, unit)
    unit.translator.then(
      () => log.info('translation-model-ready', { model: direction.id, tookMs: clock.now() - beganMs }),
      () => {
        unit.cancel()
        if (loaded.get(direction.id) === unit) loaded.delete(direction.id)
        // Perhaps somebody removed it from the disk.
        look().catch((error: unknown) => log.warn('translation-models-not-read', { error }))
      },
    )
    watch(direction.id, unit)
    return unit
  }
  const use = async <T>(direction: BergamotDirection, work: (translator: Translator) => Promise<T>): Promise<T> => {
    const unit = open(direction)
    unit.busy++
    try {
      return await work(await unit.translator)
    } finally {
      unit.busy--
      unit.usedAtMs = clock.now()
    }
  }

  return {
    engine: 'firefox',
    look,
    serves(from, to) {
      if (wayOf(from, to)) return true
      if (from !== to && !closed && clock.now() - lookedAtMs >= LOOK_AGAIN_MS) look().catch((error: unknown) => log.warn('translation-models-not-read', { error }))
      return false
    },
    version: (from, to) => wayOf(from, to)?.map((direction) => ('version' in direction ? direction.version : undefined) ?? direction.id).join('>') ?? '',
    async translate(text, { from, to, signal, background }) {
      const way = wayOf(from, to)
      if (!way) throw new DomainError('language-unavailable', `No model from "${from}" to "${to}" was fetched`)
      let result = { language: from, text, engine: 'bergamot' }
      for (const { id, from: source, to: target } of way) {
        const options = { from: source, to: target, ...(signal ? { signal } : {}), ...(background ? { background } : {}) }
        const direction = here.find((fetched) => fetched.id === id)
        result = direction
          ? await use(direction, (translator) => translator.translate(result.text, options))
          : await near!.translator.translate(result.text, options)
      }
      return result
    },
    async warm({ from, to }) {
      const direction = here.find((fetched) => fetched.from === from && fetched.to === to)
      if (!direction) throw new DomainError('model-unavailable', `The translation model from "${from}" to "${to}" is not on this machine`)
      await use(direction, async () => {})
    },
    async missing(from, to) {
      if (wayOf(from, to)) return []
      const listed = await pairs.list()
      const path = findPath([...directions(), ...listed], from, to)
      // One that lies on the disk and was not looked at yet is on its way as well.
      return path && path.flatMap((id) => (directions().some((direction) => direction.id === id) ? [] : listed.find((pair) => pair.id === id) ?? []))
    },
    async close() {
      closed = true
      const units = [...loaded.values()]
      loaded.clear()
      for (const { cancel } of units) cancel()
      await Promise.all(units.map(({ translator }) => translator.then((opened) => opened.close(), () => {})))
    },
  }
}

function loadDirection(direction: BergamotDirection): Promise<Translator> {
  return createBergamot({ directions: [direction] })
}
