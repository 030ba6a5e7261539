import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { createProgress } from '../progress.mjs'
import type { RunCommand } from '../run_command.mjs'
import { runCommand } from '../run_command.mjs'
import { scriptedCommands } from '../scripted_commands.ts'
import type { Answer } from '../scripted_commands.ts'
import { ensureMediasoupWorker } from './ensure.ts'

/** Ends like a worker that was started bare. */
const WORKER = '#!/bin/sh\nexit 41\n'
const OFFLINE: Answer = { code: 1, output: '| failed to download mediasoup-worker prebuilt binary: FetchError: request to somewhere failed, reason: getaddrinfo ENOTFOUND somewhere' }

describe('ensureMediasoupWorker', () => {
  let root: string
  let cache: string
  let said: string
  const progress = createProgress({ write: (text) => { said += text }, columns: undefined })

  beforeEach(async () => {
    said = ''
    root = await mkdtemp(join(tmpdir(), 'parley-worker-'))
    cache = join(root, 'cache')
    const package_ = join(root, 'node_modules/mediasoup')
    await mkdir(join(package_, 'worker'), { recursive: true })
    await writeFile(join(package_, 'package.json'), '{ "version": "0.0.1" }')
  })
  afterEach(() => rm(root, { recursive: true }))

  const ensure = (run: RunCommand, { given, userId = 1000 }: { given?: string; userId?: number } = {}) =>
    ensureMediasoupWorker({ PARLEY_CACHE: cache, MEDIASOUP_WORKER_BIN: given }, { root, environment: {}, progress, run, userId })
  const writeExecutable = async (file: string, text: string) => {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    await chmod(file, 0o755)
  }
  /** Files run for real, all other commands as scripted; mediasoup's own script may leave a worker behind. */
  const machine = (answers: [RegExp, Answer][], official?: { task: string; text: string }): { run: RunCommand; asked: string[] } => {
    const { run, asked } = scriptedCommands(answers)
    return { asked, run: async (command, args, options) => {
      if (command.startsWith(root)) return runCommand(command, args, options)
      if (official && args.includes(official.task)) await writeExecutable(join(root, 'node_modules/mediasoup/worker/out/Release/mediasoup-worker'), official.text)
      return run(command, args, options)
    } }
  }

  it('uses the one that is given, and refuses one that does not run', async () => {
    const given = join(root, 'mine')
    await writeExecutable(given, WORKER)
    const { run, asked } = machine([])
    assert.equal(await ensure(run, { given }), given)
    await writeExecutable(given, '#!/bin/sh\nexit 0\n')
    await assert.rejects(ensure(run, { given }), { name: 'SetupError', message: /^MEDIASOUP_WORKER_BIN is .*correct it or leave it out/ })
    assert.deepEqual(asked, [])
  })

  it('keeps what mediasoup offers for download, and asks nobody the next time', async () => {
    const { run, asked } = machine([[/npm-scripts\.mjs postinstall$/, {}]], { task: 'postinstall', text: WORKER })
    const binary = await ensure(run)
    assert.ok(binary.startsWith(cache))
    assert.equal(await readFile(binary, 'utf8'), WORKER)
    assert.equal(asked.length, 1)
    assert.equal(await ensure(run), binary)
    assert.equal(asked.length, 1)
    assert.deepEqual(await readdir(dirname(binary)), ['mediasoup-worker'])
  })

  it('downloads once for two that start together', async () => {
    const { run, asked } = machine([[/npm-scripts\.mjs postinstall$/, {}]], { task: 'postinstall', text: WORKER })
    const [one, two] = await Promise.all([ensure(run), ensure(run)])
    assert.equal(one, two)
    assert.equal(asked.length, 1)
  })

  it('makes it anew when the kept one no longer runs', async () => {
    const { run } = machine([[/npm-scripts\.mjs postinstall$/, {}]], { task: 'postinstall', text: WORKER })
    const binary = await ensure(run)
    await writeExecutable(binary, '#!/bin/sh\nexit 127\n')
    await ensure(run)
    assert.equal(await readFile(binary, 'utf8'), WORKER)
  })

  it('gives the exact command where there is no compiler and this user may not install one', async () => {
    const { run } = machine([[/npm-scripts\.mjs postinstall$/, OFFLINE], [/^apt-get --version/, {}], [/^sudo/, { code: 1 }]])
    await assert.rejects(ensure(run), {
      name: 'SetupError',
      message: /^Parley needs packages to build the mediasoup worker .*: run "sudo apt-get update && sudo apt-get install -y --no-install-recommends g\+\+ .*flatbuffers-compiler" and start again\.$/,
    })
    assert.match(said, /No ready-made mediasoup worker \(getaddrinfo ENOTFOUND somewhere\): building it/)
    assert.deepEqual(await readdir(dirname(await findLog())), ['failure.log'])
  })

  it('says so when the build tools cannot be downloaded', async () => {
    await copySources()
    const { run } = machine([
      [/npm-scripts\.mjs postinstall$/, OFFLINE], [/^(sh|pkg-config) /, {}], [/^python3 /, {}],
      [/-m pip install/, { code: 1, output: 'ERROR: No matching distribution found for meson==1.12.0' }], [/npm-scripts\.mjs worker:build$/, { code: 1, output: 'no route' }],
    ])
    // pip runs from inside the scratch folder: scripted as well.
    const outside: RunCommand = (command, args, options) => (args.includes('pip') ? run('python', args, options) : run(command, args, options))
    await assert.rejects(ensure(outside), { name: 'SetupError', message: /could not download meson and ninja .* check the network/ })
  })

  it('takes the official build when its own is not possible', async () => {
    const { run } = machine([
      [/npm-scripts\.mjs postinstall$/, OFFLINE], [/^apt-get --version/, {}], [/^sudo/, { code: 1 }], [/^(g\+\+|python3) --version/, {}], [/npm-scripts\.mjs worker:build$/, {}],
    ], { task: 'worker:build', text: WORKER })
    assert.equal(await readFile(await ensure(run), 'utf8'), WORKER)
  })

  it('lists every reason when nothing works, and keeps the output', async () => {
    await copySources()
    const { run } = machine([
      [/npm-scripts\.mjs postinstall$/, OFFLINE], [/^(sh|pkg-config|g\+\+) /, {}], [/^python3 -m venv/, { code: 1 }], [/^python3 /, {}],
      [/npm-scripts\.mjs worker:build$/, { code: 1, output: 'fatal error: no space left on device' }],
    ])
    await assert.rejects(ensure(run), { name: 'SetupError', message: /neither be downloaded nor built \(getaddrinfo ENOTFOUND somewhere; python3 cannot make a virtual environment; fatal error: no space left on device\): see ".*failure\.log"/ })
    assert.match(await readFile(await findLog(), 'utf8'), /no space left on device/)
  })

  async function copySources(): Promise<void> {
    await cp(new URL('../../../node_modules/mediasoup/worker', import.meta.url), join(root, 'node_modules/mediasoup/worker'), { recursive: true })
  }

  async function findLog(): Promise<string> {
    const [folder] = await readdir(join(cache, 'mediasoup-worker'))
    const log = join(cache, 'mediasoup-worker', folder!, 'failure.log')
    assert.ok(existsSync(log))
    return log
  }
})
