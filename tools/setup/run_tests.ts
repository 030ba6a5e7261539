import process from 'node:process'
import { Readable } from 'node:stream'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { mergeSummaries } from './merge_summaries.ts'
import type { TestRun } from './test_files.ts'

// `node --import tsx tools/setup/run_tests.ts RUNS`: the runs (JSON of `TestRun[]`) one after the other, with one report and one summary.
// It fails when a test does.

/** A file that hangs fails after this long; the longest, a meeting of ten minutes of noise, stays well below. */
const FILE_TIMEOUT_MS = 15 * 60_000

const runs = JSON.parse(process.argv[2]!) as TestRun[]
const streams = runs.map(({ files, atOnce }) => () => {
  const stream = run({ files: [...files], concurrency: atOnce, timeout: FILE_TIMEOUT_MS })
  stream.on('test:fail', ({ todo }) => {
    if (todo === undefined || todo === false) process.exitCode = 1
  })
  return stream
})
Readable.from(mergeSummaries(streams)).compose(new spec()).pipe(process.stdout)
