import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { createProgress } from '../progress.mjs'
import { runCommand } from '../run_command.mjs'
import type { RunCommand } from '../run_command.mjs'
import { scriptedCommands } from '../scripted_commands.ts'
import type { Answer } from '../scripted_commands.ts'
import { ensurePostgres } from './ensure.ts'
import { PACKAGE, keptPostgres } from './find.ts'

const PYTHON: [RegExp, Answer] = [/^python3 /, {}]

describe('ensurePostgres', () => {
  let root: string
  let cache: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'parley-postgres-setup-'))
    cache = join(root, 'cache')
  })
  afterEach(() => rm(root, { recursive: true }))

  const ensure = (run: RunCommand) => ensurePostgres({ PARLEY_CACHE: cache }, {
    environment: {}, progress: createProgress({ write: () => {}, columns: undefined }), run, userId: 1000, systemFolder: join(root, 'system'),
  })
  /** Binaries run for real, all other commands as scripted; pip leaves behind what its package holds. */
  const machine = (answers: [RegExp, Answer][], { version = '18.4' } = {}): { run: RunCommand; asked: string[] } => {
    const { run, asked } = scriptedCommands(answers)
    return { asked, run: async (command, args, options) => {
      if (/\/(postgres|initdb)$/.test(command)) return runCommand(command, args, options)
      const result = await run(command, args, options)
      if (args.includes('pip') && result.code === 0) await unpack(args[args.indexOf('--target') + 1]!, version)
      return result
    } }
  }
  const unpack = async (target: string, version: string) => {
    const bin = join(target, PACKAGE.folder, 'bin')
    await mkdir(bin, { recursive: true, mode: 0o700 })
    for (const name of ['postgres', 'initdb']) {
      await writeFile(join(bin, name), `#!/bin/sh\necho "${name} (PostgreSQL) ${version}"\n`)
      await chmod(join(bin, name), 0o700)
    }
    await mkdir(join(target, PACKAGE.folder, 'share/extension'), { recursive: true })
    await writeFile(join(target, PACKAGE.folder, 'share/extension/vector.control'), '', { mode: 0o600 })
    await mkdir(join(target, PACKAGE.unused), { recursive: true })
  }
  const DOWNLOADS: [RegExp, Answer][] = [PYTHON, [/-m pip install .*==/, {}]]

  it('downloads one, open to the user that it will run as, and asks nobody the next time', async () => {
    const { run, asked } = machine(DOWNLOADS)
    const bin = await ensure(run)
    assert.equal(bin, keptPostgres(cache).bin)
    assert.equal((await stat(join(bin, 'postgres'))).mode & 0o777, 0o755)
    assert.equal((await stat(join(bin, '../share/extension/vector.control'))).mode & 0o777, 0o644)
    const before = asked.length
    assert.equal(await ensure(run), bin)
    assert.equal(asked.length, before)
    assert.deepEqual(await readdir(dirname(keptPostgres(cache).folder)), [`${PACKAGE.version}-${process.platform}-${process.arch}`])
    assert.deepEqual(await readdir(join(keptPostgres(cache).folder, dirname(PACKAGE.folder))), ['pginstall18'])
  })

  it('downloads once for two that start together', async () => {
    const { run, asked } = machine(DOWNLOADS)
    await Promise.all([ensure(run), ensure(run)])
    assert.equal(asked.filter((line) => line.includes('pip install')).length, 1)
  })

  it('gives the exact command where python3 cannot make environments and this user may not install that', async () => {
    const { run } = machine([[/^apt-get --version/, {}], [/^sudo/, { code: 1 }]])
    await assert.rejects(ensure(run), { name: 'SetupError', message: /to download PostgreSQL for the tests .*: run "sudo apt-get update && .* python3-venv" and start again\.$/ })
  })

  it('says what to do when the download fails, and leaves nothing behind', async () => {
    const { run } = machine([PYTHON, [/-m pip install/, { code: 1, output: 'ERROR: No matching distribution found for it' }]])
    await assert.rejects(ensure(run), { name: 'SetupError', message: /failed \(ERROR: No matching distribution found for it\): check the network .*install PostgreSQL 15 or newer with pgvector/ })
    assert.deepEqual(await readdir(dirname(keptPostgres(cache).folder)), [])
  })

  it('says what to do when no environment can be made', async () => {
    const { run } = machine([[/^python3 -m venv/, { code: 1 }], PYTHON])
    await assert.rejects(ensure(run), { name: 'SetupError', message: /python3 cannot make a virtual environment .*install PostgreSQL 15 or newer with pgvector/ })
  })

  it('says what to do when the downloaded one does not run on this system', async () => {
    const { run } = machine(DOWNLOADS, { version: '9.6' })
    await assert.rejects(ensure(run), { name: 'SetupError', message: /does not run here: install PostgreSQL 15 or newer with pgvector/ })
  })
})
