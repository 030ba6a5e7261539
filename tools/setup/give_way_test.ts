import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { getPriority, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const GIVE_WAY = fileURLToPath(new URL('give_way.mjs', import.meta.url))
/** Its priority, and that of a child. */
const TELL = `const { getPriority } = require('node:os'), { execFileSync } = require('node:child_process')
console.log(getPriority(), Number(execFileSync(process.execPath, ['-p', 'os.getPriority()'])))`

let root: string
before(async () => void (root = await mkdtemp(join(tmpdir(), 'parley-give-way-'))))
after(() => rm(root, { recursive: true }))

async function prioritiesOf(file: string): Promise<number[]> {
  const path = join(root, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, TELL)
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '--import', GIVE_WAY, path])
  return stdout.trim().split(' ').map(Number)
}

test('tests give way to those with a browser, with all that they start', async () => {
  const own = getPriority()
  const lower = Math.min(19, own + 5)
  assert.deepEqual(await Promise.all(['domain/a_test.ts', 'tests/e2e/a_test.ts', 'tools/run_tests.ts'].map(prioritiesOf)), [[lower, lower], [own, own], [own, own]])
})
