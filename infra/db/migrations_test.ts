import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import process from 'node:process'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { MIGRATIONS_FOLDER } from './migrate.ts'

const DRIZZLE_KIT = fileURLToPath(new URL('../../node_modules/drizzle-kit/bin.cjs', import.meta.url))
const ROOT = join(dirname(DRIZZLE_KIT), '../..')

it('the migrations make every table as the schema has it: nothing is left to generate', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-migrations-'))
  try {
    await cp(MIGRATIONS_FOLDER, folder, { recursive: true })
    const before = await readdir(folder)
    const child = spawn(process.execPath, [
      DRIZZLE_KIT, 'generate', '--dialect', 'postgresql', '--schema', 'infra/db/schema/mod.ts', '--out', relative(ROOT, folder),
    ], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const [code] = await once(child, 'close')
    assert.equal(code, 0, said)
    assert.match(said, /No schema changes/, 'the schema has changed: run "npm run db:generate -- NAME"')
    assert.deepEqual(await readdir(folder), before)
  } finally {
    await rm(folder, { recursive: true })
  }
})
