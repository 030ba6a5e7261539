/** Under this many people everyone is about as large as a featured speaker would be. */
const PEOPLE_MIN = 3
/** A quick "yes" from someone does not move the large tile. */
const HOLD_MS = 3_000

/** Decides whose tile is large: whoever else speaks, held long enough not to flicker. */
export class Featured {
  readonly #me: string
  #peerId: string | null = null
  #sinceMs = -Infinity

  constructor(me: string) {
    this.#me = me
  }

  /** The peer with the large tile, or null for tiles of one size. `nowMs` is any clock that only goes forward. */
  next(speaking: readonly string[], present: readonly string[], nowMs: number): string | null {
    if (this.#peerId !== null && !present.includes(this.#peerId)) this.#peerId = null
    if (present.length < PEOPLE_MIN) return null
    const loudest = speaking.find((peerId) => peerId !== this.#me && present.includes(peerId))
    const free = this.#peerId === null || nowMs - this.#sinceMs >= HOLD_MS
    if (loudest !== undefined && loudest !== this.#peerId && free) {
      this.#peerId = loudest
      this.#sinceMs = nowMs
    }
    return this.#peerId
  }
}
