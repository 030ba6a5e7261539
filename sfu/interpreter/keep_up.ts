/** Further behind speech than this, a voice speaks quicker. */
const FAST_BEHIND_MS = 4_000
/** Further than this, whole dubs are left out until it is no further behind than a quicker voice can mend. */
const SKIP_BEHIND_MS = 10_000

export const FAST_SPEED = 1.25

export type Step = 'usual' | 'fast' | 'skip'

/**
 * How a dub is spoken that would begin so long after its words were known, ms: as usual, quicker, or not at all. One that never
 * leaves anything out would end minutes after the meeting; one that left something out at each step would be a voice of fragments.
 */
export function createKeepUp(): (behindMs: number) => Step {
  let skipping = false
  return (behindMs) => {
    skipping = behindMs > (skipping ? FAST_BEHIND_MS : SKIP_BEHIND_MS)
    if (skipping) return 'skip'
    return behindMs > FAST_BEHIND_MS ? 'fast' : 'usual'
  }
}
