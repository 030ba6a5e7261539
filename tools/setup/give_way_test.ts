import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { getPriority, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const SETUP = fileURLToPath(new URL('.', import.meta.url))
/** Its priority, and that of a child. */
const TELL = `const { getPriority } = require('node:os'), { execFileSync } = require('node:child_process')
console.log(getPriority(), Number(execFileSync(process.execPath, ['-p', 'os.getPriority()'])))`

let root: string
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-give-way-'))
  for (const name of ['give_way.mjs', 'gives_way.mjs']) await cp(join(SETUP, name), join(root, 'tools/setup', name))
  await symlink(join(SETUP, '../../node_modules'), join(root, 'node_modules'))
})
after(() => rm(root, { recursive: true }))

async function prioritiesOf(file: string): Promise<number[]> {
  const path = join(root, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, TELL)
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '--import', './tools/setup/give_way.mjs', path], { cwd: root })
  return stdout.trim().split(' ').map(Number)
}

test('some tests run behind others, with all that they start', async () => {
  const own = getPriority()
  const lower = Math.min(19, own + 10)
  assert.deepEqual(
    await Promise.all(['tests/typecheck_test.ts', 'tests/e2e/pages_test.ts', 'edge/a_test.ts', 'domain/a.ts'].map(prioritiesOf)),
    [[lower, lower], [own, own], [own, own], [own, own]],
  )
})
