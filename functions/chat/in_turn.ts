/** Runs `prepare` at once, and `finish` with what it brought after everything that was asked under this key before. */
export type InTurn = <Value>(key: string, steps: { prepare: () => Promise<Value>; finish: (value: Value) => Promise<void> }) => Promise<void>

/** So that messages appear in the order in which they were sent, though one is translated sooner than the one before it. */
export function inTurn(): InTurn {
  const last = new Map<string, Promise<void>>()
  return async (key, { prepare, finish }) => {
    const before = last.get(key)
    const ready = prepare()
    // It is awaited below, perhaps later than it fails.
    ready.catch(() => {})
    const done = (async () => {
      // What became of the one before is told to whoever sent that one.
      await before?.catch(() => {})
      await finish(await ready)
    })()
    last.set(key, done)
    try {
      await done
    } finally {
      if (last.get(key) === done) last.delete(key)
    }
  }
}
