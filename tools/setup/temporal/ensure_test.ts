import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { keptCli, keptTestServer } from '../../../infra/temporal/cli.ts'
import { createProgress } from '../progress.mjs'
import { runCommand } from '../run_command.mjs'
import type { RunCommand } from '../run_command.mjs'
import { scriptedCommands } from '../scripted_commands.ts'
import type { Answer } from '../scripted_commands.ts'
import { ensureTemporal, ensureTestServer } from './ensure.ts'

const PROGRAM = '#!/bin/sh\necho "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)"\n'
const NO_DEBIAN: [RegExp, Answer] = [/^apt-get/, { code: 127 }]

describe('the set-up of Temporal', () => {
  let root: string
  let cache: string
  let said: string
  beforeEach(async () => {
    said = ''
    root = await mkdtemp(join(tmpdir(), 'parley-temporal-setup-'))
    cache = join(root, 'cache')
    await mkdir(cache)
  })
  afterEach(() => rm(root, { recursive: true }))

  const write = async (file: string, text: string) => {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    await chmod(file, 0o755)
  }
  const offline: typeof fetch = async () => {
    throw new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND somewhere') })
  }
  /** Files of the test run for real, other commands as scripted; `go install` and Maven leave behind what they make. */
  const machine = (answers: [RegExp, Answer][], program = PROGRAM): { run: RunCommand; asked: string[] } => {
    const { run, asked } = scriptedCommands(answers)
    return { asked, run: async (command, args, options = {}) => {
      if (command.startsWith(root) && !command.endsWith('/go')) return runCommand(command, args, options)
      if (command === 'tar') return runCommand(command, args, options)
      const result = await run(command.startsWith(root) ? 'fetched-go' : command, args, options)
      if (result.code === 0 && args[0] === 'install') await write(join(options.env!.GOBIN!, 'temporal'), program)
      if (result.code === 0 && command === 'mvn') await write(join(options.cwd!, 'program/lib/server.jar'), 'jar')
      if (args[1] === 'download') {
        const folder = join(options.cwd!, 'toolchain')
        await write(join(folder, 'bin/go'), '')
        await write(join(folder, 'pkg/tool/compile'), '')
        return { code: 0, output: JSON.stringify({ Dir: folder }, null, 1) }
      }
      return result
    } }
  }
  const options = (run: RunCommand, fetch: typeof globalThis.fetch) =>
    ({ environment: {}, progress: createProgress({ write: (text) => { said += text }, columns: undefined }), run, userId: 1000, fetch })
  const ensure = (run: RunCommand, { given, address, required, fetch = offline }: { given?: string; address?: string; required?: boolean; fetch?: typeof globalThis.fetch } = {}) =>
    ensureTemporal({ PARLEY_CACHE: cache, TEMPORAL_BIN: given, TEMPORAL_ADDRESS: address }, { ...options(run, fetch), required })
  const BUILDS: [RegExp, Answer][] = [[/^go version/, { output: 'go version go1.26.0 linux/amd64' }], [/^go install /, {}]]

  it('uses the one that is given, and refuses one that does not run', async () => {
    const given = join(root, 'mine')
    await write(given, PROGRAM)
    const { run } = machine([])
    assert.equal(await ensure(run, { given }), given)
    await write(given, '#!/bin/sh\necho hello\n')
    await assert.rejects(ensure(run, { given }), { name: 'SetupError', message: /^TEMPORAL_BIN is .*correct it or leave it out/ })
  })

  it('needs none where a cluster is given', async () => {
    const { run, asked } = machine([])
    assert.equal(await ensure(run, { address: 'temporal:7233' }), null)
    assert.deepEqual(asked, [])
  })

  it('uses the one on the path', async () => {
    const own = join(root, 'bin/temporal')
    await write(own, PROGRAM)
    const { run } = machine([[/command -v temporal/, { output: `${own}\n` }]])
    assert.equal(await ensure(run), own)
  })

  it('takes the official download where that is in reach', async () => {
    await write(join(root, 'archive/temporal'), PROGRAM)
    await runCommand('tar', ['-czf', join(root, 'a.tar.gz'), '-C', join(root, 'archive'), 'temporal'])
    const bytes = await readFile(join(root, 'a.tar.gz'))
    const fetch = (async (address: string) => new URL(address).pathname.endsWith('.gz')
      ? new Response(bytes)
      : Response.json({ archiveUrl: 'https://example.test/a.tar.gz', fileToExtract: 'temporal' })) as typeof globalThis.fetch
    const { run, asked } = machine([])
    assert.equal(await ensure(run, { fetch }), keptCli(cache))
    assert.equal((await runCommand(keptCli(cache), [])).code, 0)
    assert.ok(!asked.some((line) => line.startsWith('go')))
  })

  it('builds it where the download is out of reach, once for two that start together, and leaves no scratch', async () => {
    const { run, asked } = machine(BUILDS)
    assert.deepEqual(await Promise.all([ensure(run), ensure(run)]), [keptCli(cache), keptCli(cache)])
    assert.equal(await ensure(run), keptCli(cache))
    assert.equal(asked.filter((line) => line.startsWith('go install')).length, 1)
    assert.match(said, /No ready-made Temporal .*ENOTFOUND/)
    assert.equal((await readdir(join(cache, 'temporal'))).length, 1)
  })

  it('fetches a newer Go with one that is too old', async () => {
    const { run, asked } = machine([[/^go version/, { output: 'go version go1.19.8 linux/amd64' }], [/^fetched-go install /, {}]])
    assert.equal(await ensure(run), keptCli(cache))
    assert.ok(asked.some((line) => /^go mod download -json golang\.org\/toolchain@/.test(line)))
  })

  it('goes on without it, with a line that says what will be missing and what to do', async () => {
    const { run } = machine([NO_DEBIAN])
    assert.equal(await ensure(run), null)
    assert.match(said, /Meetings work without it; long jobs .* do not: install .* set TEMPORAL_ADDRESS/)
  })

  it('ends the set-up of tests with a sentence', async () => {
    const { run } = machine([BUILDS[0]!, [/^go install/, { code: 1, output: 'error: no space left on device' }]])
    await assert.rejects(ensure(run, { required: true }), { name: 'SetupError', message: /neither be downloaded nor built \(.*no space left on device.*\): install / })
  })

  it('puts the server for tests together where its download is out of reach', async () => {
    const { run, asked } = machine([[/command -v/, {}], [/^mvn /, {}]])
    const server = () => ensureTestServer({ PARLEY_CACHE: cache }, options(run, offline))
    assert.equal(await server(), keptTestServer(cache))
    assert.deepEqual((await readdir(dirname(keptTestServer(cache)))).sort(), ['lib', 'temporal-test-server'])
    await server()
    assert.equal(asked.filter((line) => line.startsWith('mvn')).length, 1)
  })

  it('says what the tests need where that cannot be put together', async () => {
    const { run } = machine([NO_DEBIAN])
    await assert.rejects(ensureTestServer({ PARLEY_CACHE: cache }, options(run, offline)), { name: 'SetupError', message: /default-jre-headless, maven.*install Java 17 and Maven, and start again/ })
  })
})
