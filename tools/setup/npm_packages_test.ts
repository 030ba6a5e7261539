import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { ensureNpmPackages, explainNpm, sameTree } from './npm_packages.mjs'
import { createProgress } from './progress.mjs'
import { scriptedCommands } from './scripted_commands.ts'

const progress = createProgress({ write: () => {}, columns: undefined })
const environment = { PATH: process.env.PATH, HOME: process.env.HOME }

describe('ensureNpmPackages', () => {
  let root: string
  const writeLock = (version: string) => writeFile(join(root, 'package-lock.json'), JSON.stringify({
    name: 'sample', lockfileVersion: 3, requires: true,
    packages: { '': { name: 'sample', dependencies: { one: version } }, 'node_modules/one': { version, integrity: `sha512-${version}` } },
  }))

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'parley-npm-'))
    await writeLock('1.0.0')
    await writeFile(join(root, 'package.json'), JSON.stringify({ name: 'sample', dependencies: { one: '1.0.0' } }))
  })
  afterEach(() => rm(root, { recursive: true }))

  it('installs once, and again only when the lock file changes', async () => {
    const { run, asked } = scriptedCommands([[/^npm ci /, {}]])
    assert.equal(await ensureNpmPackages({ root, progress, environment, run }), true)
    assert.equal(await ensureNpmPackages({ root, progress, environment, run }), false)
    assert.equal(asked.length, 1)
    await writeLock('1.0.1')
    assert.equal(await ensureNpmPackages({ root, progress, environment, run }), true)
    assert.equal(asked.length, 2)
    assert.equal(existsSync(join(root, '.parley-setup.lock')), false)
  })

  it('takes what npm itself installed before, if it is the same tree', async () => {
    await mkdir(join(root, 'node_modules'))
    await writeFile(join(root, 'node_modules/.package-lock.json'), await readFile(join(root, 'package-lock.json')))
    const { run, asked } = scriptedCommands([[/^npm ci /, {}]])
    assert.equal(await ensureNpmPackages({ root, progress, environment, run }), false)
    assert.deepEqual(asked, [])
  })

  it('leaves no stamp when npm fails, so that the next start tries again', async () => {
    const failing = scriptedCommands([[/^npm ci /, { code: 1, output: 'npm error code EINTEGRITY\nnpm error sha512-1.0.0 integrity checksum failed\n' }]])
    await assert.rejects(ensureNpmPackages({ root, progress, environment, run: failing.run }), { name: 'SetupError', message: /integrity checksum failed/ })
    const working = scriptedCommands([[/^npm ci /, {}]])
    assert.equal(await ensureNpmPackages({ root, progress, environment, run: working.run }), true)
  })

  it('gives one sentence when the real npm cannot reach its registry', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => closed.once('listening', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    const offline = { ...environment, npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_cache: join(root, 'cache'), npm_config_fetch_retries: '0' }
    await assert.rejects(ensureNpmPackages({ root, progress, environment: offline }), {
      name: 'SetupError', message: /^Parley could not reach the npm registry .* check the network .* start again\.$/,
    })
  })
})

describe('explainNpm', () => {
  it('says what to do', () => {
    assert.match(explainNpm(127, ''), /install npm \(it comes with Node\)/)
    assert.match(explainNpm(1, 'npm error code ENOTFOUND\nnpm error network request failed'), /check the network/)
    assert.match(explainNpm(1, 'npm error code ENOSPC'), /free about 1 GB/)
    assert.match(explainNpm(1, 'npm error code EUSAGE\nnpm error `npm ci` can only install'), /failed \(`npm ci` can only install\): run "npm ci"/)
    assert.match(explainNpm(1, ''), /npm ended with 1/)
  })
})

describe('sameTree', () => {
  const wanted = { '': {}, a: { version: '1', integrity: 'x' }, b: { version: '1', integrity: 'y', optional: true } }

  it('lets what is optional be absent, and nothing else', () => {
    assert.equal(sameTree(wanted, { a: { version: '1', integrity: 'x' } }), true)
    assert.equal(sameTree(wanted, { b: { version: '1', integrity: 'y' } }), false)
  })

  it('sees another version and another content', () => {
    assert.equal(sameTree(wanted, { a: { version: '2', integrity: 'x' } }), false)
    assert.equal(sameTree(wanted, { a: { version: '1', integrity: 'z' } }), false)
  })
})
