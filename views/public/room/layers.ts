/** The simulcast layer for a tile of this height in pixels of the screen: 0 has 180 lines, 1 has 360, 2 has 720. */
export function layerFor(heightPx: number): 0 | 1 | 2 {
  if (heightPx <= 200) return 0
  return heightPx <= 420 ? 1 : 2
}

/** What a camera is first received in. */
export const FIRST_LAYER = 0

/** Remembers what was asked for, so that only changes are sent. */
export class Layers {
  readonly #asked = new Map<string, number>()

  /** The requests that bring the server up to date. */
  changes(
    cameras: readonly { consumerId: string; heightPx: number }[],
  ): { consumerId: string; spatialLayer: number }[] {
    const changed = cameras
      .map(({ consumerId, heightPx }) => ({ consumerId, spatialLayer: layerFor(heightPx) }))
      .filter(({ consumerId, spatialLayer }) => (this.#asked.get(consumerId) ?? FIRST_LAYER) !== spatialLayer)
    for (const { consumerId, spatialLayer } of changed) this.#asked.set(consumerId, spatialLayer)
    return changed
  }

  clear(): void {
    this.#asked.clear()
  }
}
