// @ts-check
// `node --import ./tools/setup/give_way.mjs FILE_test.ts`: a test that is to give way runs behind others, with all that it starts.
import { readdirSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import { relative } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { givesWay } from './gives_way.mjs'

/** Steps down, with which they get a tenth of what others do. */
const STEPS = 10
const LOWEST = 19

const root = fileURLToPath(new URL('../../', import.meta.url))
if (givesWay(relative(root, process.argv[1] ?? '').replaceAll('\\', '/')) && /_test\.tsx?$/.test(process.argv[1] ?? '')) {
  // On Linux each thread has a priority of its own, which those that it starts take over, and node has some by now.
  const threads = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [process.pid]
  for (const thread of threads) setPriority(thread, Math.min(LOWEST, getPriority(thread) + STEPS))
}
