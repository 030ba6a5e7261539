/** An event of node's test runner. */
export interface TestEvent {
  readonly type: string
  readonly data: unknown
}

const COUNT = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)$/

/**
 * The events of several test runs, each begun when the one before is over, as if they were one: what each counts at its end is added up, and comes once.
 */
export async function* mergeSummaries(runs: readonly (() => AsyncIterable<TestEvent>)[]): AsyncGenerator<TestEvent> {
  const counts = new Map<string, number>()
  for (const begin of runs) {
    for await (const event of begin()) {
      const { nesting, message } = event.data as { nesting?: number; message?: string }
      const [, what, count] = (event.type === 'test:diagnostic' && nesting === 0 && COUNT.exec(message ?? '')) || []
      if (what === undefined) yield event
      else counts.set(what, (counts.get(what) ?? 0) + Number(count))
    }
  }
  for (const [what, count] of counts) yield { type: 'test:diagnostic', data: { nesting: 0, message: `${what} ${count}` } }
}
