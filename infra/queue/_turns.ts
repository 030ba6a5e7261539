/** Priorities from here on are one. */
export const LEVEL_MAX = 2
/** One turn in so many begins with those whose turn would come last, so that nobody waits for ever behind others. */
export const TURNS = 5

/** The level of a priority: 0 is the first. */
export function levelOf(priority: number): number {
  return Math.min(LEVEL_MAX, Math.max(0, Math.floor(priority)))
}

/** Who is asked first at a turn (1 is the first): four turns by priority, then one for the others, which take it by turns as well. */
export function orderAt(turn: number): readonly number[] {
  if (turn % TURNS !== 0) return [0, 1, 2]
  return turn % (2 * TURNS) === 0 ? [2, 1, 0] : [1, 2, 0]
}

/** Shares work out between priorities, four to one, in one process. */
export function createTurns() {
  let taken = 0
  return {
    /** The one whose turn it is, of the heads of lanes in the order in which they came. It counts as taken. */
    take<E extends { readonly item: { readonly priority: number } }>(heads: readonly E[]): E | null {
      if (heads.length === 0) return null
      taken++
      for (const level of orderAt(taken)) {
        const head = heads.find(({ item }) => levelOf(item.priority) === level)
        if (head) return head
      }
      return null
    },
  }
}
