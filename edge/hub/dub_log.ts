import type { Dub } from '../../domain/dub.ts'
import { hearsDubs, isNewer } from '../../domain/dub.ts'
import type { Participant } from '../../domain/room.ts'

/** How the captions of one room are spoken, for the first page and for whoever reconnects. */
export interface DubLog {
  /** False when it tells nothing new. */
  add(dub: Dub): boolean
  /** What someone hears, in the order of the captions; nothing for those who did not choose cloned voices. */
  of(me: Pick<Participant, 'preferences'>): readonly Dub[]
}

/** @param entriesMax dubs kept, of all languages; older ones are forgotten */
export function createDubLog({ entriesMax = 1_000 }: { entriesMax?: number } = {}): DubLog {
  const dubs = new Map<string, Dub>()
  return {
    add(dub) {
      const key = `${dub.captionId} ${dub.language}`
      if (!isNewer(dub, dubs.get(key))) return false
      dubs.set(key, dub)
      if (dubs.size > entriesMax) dubs.delete(dubs.keys().next().value!)
      return true
    },
    of: (me) => [...dubs.values()].filter(({ language }) => hearsDubs(me, language)),
  }
}
