/** A recording that is ready to sound, as the browser's AudioBuffer is. */
export interface Recording {
  /** Seconds. */
  readonly duration: number
}

/** Makes recordings sound; the browser's is in sounds.ts. Times are in seconds of the output's own clock. */
export interface Output<Sound extends Recording> {
  readonly now: number
  /** Throws when it cannot be fetched or decoded. */
  load(url: string): Promise<Sound>
  /** Sounds from `offset` on, beginning at `at` with a short rise. `onEnd` comes unless it is stopped. */
  start(sound: Sound, options: { readonly at: number; readonly offset: number; readonly onEnd: () => void }): Voice
}

/** What sounds. */
export interface Voice {
  /** Falls silent at a time of the output's clock, over the same short while in which another one rises. */
  stop(at: number): void
}

/** What there is to play of a line. */
export interface Line {
  readonly key: string
  readonly clone: string | null
  readonly quick: string | null
}

export type Playing = 'clone' | 'quick'

/** Ahead of the output's clock, so that one voice ends exactly where the other begins. */
const AHEAD_S = 0.05

/** Plays one line at a time. */
export interface LinePlayer {
  /** Plays the line, the clone where there is one; stops it when it plays. */
  toggle(line: Line): Promise<void>
  /** Says what there is of a line now: when its quick voice plays and the clone has come, the clone goes on from the same place. */
  update(line: Line): Promise<void>
  stop(): void
}

interface Current<Sound> {
  readonly key: string
  readonly which: Playing
  readonly sound: Sound
  readonly voice: Voice
  /** When its first sample sounded, or would have. */
  readonly beganAt: number
}

/** @param onChange which line plays which recording now; null: none */
export function createLinePlayer<Sound extends Recording>(output: Output<Sound>, { onChange }: { onChange: (playing: { readonly key: string; readonly which: Playing } | null) => void }): LinePlayer {
  let current: Current<Sound> | null = null
  /** What was asked for last: whatever loads for something older is dropped. */
  let wish = 0
  let swapping: string | null = null

  const sound = (loaded: Sound, { key, which, at, offset }: { key: string; which: Playing; at: number; offset: number }) => {
    const mine: Current<Sound> = {
      key, which, sound: loaded, beganAt: at - offset,
      voice: output.start(loaded, {
        at, offset,
        onEnd() {
          if (current !== mine) return
          current = null
          onChange(null)
        },
      }),
    }
    current = mine
    onChange({ key, which })
  }
  const stop = () => {
    wish += 1
    current?.voice.stop(output.now)
    if (current) onChange(null)
    current = null
  }

  return {
    stop,
    async toggle({ key, clone, quick }) {
      const same = current?.key === key
      stop()
      const url = clone ?? quick
      if (same || url === null) return
      const mine = wish
      const loaded = await output.load(url)
      if (mine === wish) sound(loaded, { key, which: clone ? 'clone' : 'quick', at: output.now + AHEAD_S, offset: 0 })
    },
    async update({ key, clone }) {
      if (!clone || current?.key !== key || current.which !== 'quick' || swapping === key) return
      const mine = wish
      swapping = key
      const loaded = await output.load(clone).finally(() => { swapping = null })
      if (mine !== wish || current?.key !== key) return
      const at = output.now + AHEAD_S
      const offset = placeIn(loaded, { of: current.sound, atS: at - current.beganAt })
      if (offset === null) return
      current.voice.stop(at)
      sound(loaded, { key, which: 'clone', at, offset })
    },
  }
}

/**
 * Where one recording of a text is as far as another one: the same text is said at another pace, so lengths are compared. Null when the other
 * one is over by then.
 */
export function placeIn(recording: Recording, { of, atS }: { of: Recording; atS: number }): number | null {
  return atS >= of.duration ? null : (Math.max(0, atS) / of.duration) * recording.duration
}
