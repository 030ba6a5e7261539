// @ts-check
// `node --import ./tools/setup/give_way.mjs FILE_test.ts`: a test that runs beside those with a browser gives way to them, whose meetings have to keep up with speech.
import { readdirSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import process from 'node:process'

/** Steps down, with which they get a third of what others do. */
const STEPS = 5
const LOWEST = 19

const file = process.argv[1] ?? ''
if (/_test\.tsx?$/.test(file) && !file.includes('/tests/e2e/')) {
  // On Linux each thread has a priority of its own, which those that it starts take over, and node has some by now.
  const threads = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [process.pid]
  for (const thread of threads) setPriority(thread, Math.min(LOWEST, getPriority(thread) + STEPS))
}
