/** An event of node's test runner. */
export interface TestEvent {
  readonly type: string
  readonly data: unknown
}

/** Begins a test run. */
export type BeginRun = () => AsyncIterable<TestEvent>

const COUNT = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)$/

/**
 * The events of several test runs as if they were one: those of a stage at once, each stage when the one before is over. What belongs to a test of a file
 * comes in one piece. What each run counts at its end is added up, and comes once; runs at once last as long as the longest of them.
 */
export async function* mergeRuns(stages: readonly (readonly BeginRun[])[]): AsyncGenerator<TestEvent> {
  const counts = new Map<string, number>()
  for (const stage of stages) {
    const before = counts.get('duration_ms') ?? 0
    for await (const event of atOnce(stage.map((begin) => byTest(begin())))) {
      const counted = countOf(event)
      if (counted === null) {
        yield event
        continue
      }
      const { what, count } = counted
      const sum = counts.get(what) ?? 0
      counts.set(what, what === 'duration_ms' ? Math.max(sum, before + count) : sum + count)
    }
  }
  for (const [what, count] of counts) yield { type: 'test:diagnostic', data: { nesting: 0, message: `${what} ${count}` } }
}

function countOf({ type, data }: TestEvent): { readonly what: string; readonly count: number } | null {
  const { nesting, message } = data as { nesting?: number; message?: string }
  const [, what, count] = (type === 'test:diagnostic' && nesting === 0 && COUNT.exec(message ?? '')) || []
  return what === undefined ? null : { what, count: Number(count) }
}

/** Up to the end of a test that stands in no other. */
async function* byTest(events: AsyncIterable<TestEvent>): AsyncGenerator<readonly TestEvent[]> {
  let piece: TestEvent[] = []
  for await (const event of events) {
    piece.push(event)
    if ((event.type !== 'test:pass' && event.type !== 'test:fail') || (event.data as { nesting: number }).nesting > 0) continue
    yield piece
    piece = []
  }
  yield piece
}

/** Pieces in the order in which they are complete. */
async function* atOnce<Item>(runs: readonly AsyncGenerator<readonly Item[]>[]): AsyncGenerator<Item> {
  const ask = async (run: AsyncGenerator<readonly Item[]>) => ({ run, ...(await run.next()) })
  const asked = new Map(runs.map((run) => [run, ask(run)]))
  while (asked.size > 0) {
    const { run, done, value } = await Promise.race(asked.values())
    if (done) {
      asked.delete(run)
      continue
    }
    asked.set(run, ask(run))
    yield* value as readonly Item[]
  }
}
