import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BUILD_NEEDS, TEST_NEEDS, ensureDebianPackages, installLine, missingPackages, parseAptStatus } from './debian_packages.ts'
import { createProgress } from './progress.mjs'
import { scriptedCommands } from './scripted_commands.ts'
import type { Answer } from './scripted_commands.ts'

const progress = createProgress({ write: () => {}, columns: undefined })
const purpose = 'to build the mediasoup worker'
/** A machine that lacks libuv and flatc only. */
const LACKS_TWO: readonly (readonly [RegExp, Answer])[] = [
  [/^sh .*\b(g\+\+|pkg-config)$/, {}],
  [/^sh .*flatc$/, { code: 127 }],
  [/^pkg-config --exists libuv/, { code: 1 }],
  [/^pkg-config --exists/, {}],
  [/^python3 -c import ensurepip$/, {}],
]

describe('missingPackages', () => {
  it('names what is not there', async () => {
    assert.deepEqual(await missingPackages(BUILD_NEEDS, scriptedCommands(LACKS_TWO).run), ['libuv1-dev', 'flatbuffers-compiler'])
  })

  it('names everything on an empty machine, and takes another browser for Chromium', async () => {
    assert.equal((await missingPackages(BUILD_NEEDS, scriptedCommands([]).run)).length, BUILD_NEEDS.length)
    const { run } = scriptedCommands([[/google-chrome$/, {}], [/^sh .*(espeak-ng|sox|ffmpeg|redis-server)$/, {}]])
    assert.deepEqual(await missingPackages(TEST_NEEDS, run), [])
  })
})

describe('ensureDebianPackages', () => {
  it('calls no apt when nothing is missing', async () => {
    const { run, asked } = scriptedCommands([[/^(sh|pkg-config|python3) /, {}]])
    await ensureDebianPackages(BUILD_NEEDS, { purpose, progress, run, userId: 1000 })
    assert.ok(!asked.some((line) => /apt|sudo/.test(line)))
  })

  it('installs just the missing ones as root', async () => {
    const { run, asked } = scriptedCommands([...LACKS_TWO, [/apt-get/, {}]])
    await ensureDebianPackages(BUILD_NEEDS, { purpose, progress, run, userId: 0 })
    assert.match(asked.at(-2)!, /^env DEBIAN_FRONTEND=noninteractive apt-get .*update$/)
    assert.match(asked.at(-1)!, /install -y --no-install-recommends libuv1-dev flatbuffers-compiler$/)
  })

  it('uses sudo where it needs no password', async () => {
    const { run, asked } = scriptedCommands([...LACKS_TWO, [/^sudo -n true$/, {}], [/apt-get/, {}]])
    await ensureDebianPackages(BUILD_NEEDS, { purpose, progress, run, userId: 1000 })
    assert.match(asked.at(-1)!, /^sudo -n env DEBIAN_FRONTEND=noninteractive apt-get .*install/)
  })

  it('gives the exact command to a user who may not install', async () => {
    const { run } = scriptedCommands([...LACKS_TWO, [/^apt-get --version/, {}], [/^sudo/, { code: 1 }]])
    const line = installLine(['libuv1-dev', 'flatbuffers-compiler'])
    assert.match(line, /^sudo apt-get update && sudo apt-get install -y .*libuv1-dev flatbuffers-compiler$/)
    await assert.rejects(ensureDebianPackages(BUILD_NEEDS, { purpose, progress, run, userId: 1000 }), {
      name: 'SetupError',
      message: `Parley needs packages ${purpose} and may not install them itself: run "${line}" and start again.`,
    })
  })

  it('names the packages on a system without apt', async () => {
    const { run } = scriptedCommands(LACKS_TWO)
    await assert.rejects(ensureDebianPackages(BUILD_NEEDS, { purpose, progress, run, userId: 0 }), {
      name: 'SetupError', message: /what Debian calls libuv1-dev, flatbuffers-compiler .* package tool and start again\.$/,
    })
  })

  it('says so when the package servers cannot be reached, and when apt fails otherwise', async () => {
    const failing = (output: string) => scriptedCommands([...LACKS_TWO, [/install/, { code: 100, output }], [/apt-get/, {}]]).run
    const options = { purpose, progress, userId: 0 }
    await assert.rejects(ensureDebianPackages(BUILD_NEEDS, { ...options, run: failing("Err:1 Temporary failure resolving 'somewhere'") }), /servers cannot be reached\): check the network/)
    await assert.rejects(ensureDebianPackages(BUILD_NEEDS, { ...options, run: failing('E: Unable to locate package flatc') }), /\(Unable to locate package flatc\)/)
  })
})

describe('parseAptStatus', () => {
  it('counts the download as the first half', () => {
    assert.equal(parseAptStatus('dlstatus:3:50.0000:Retrieving file 3 of 9'), 25)
    assert.equal(parseAptStatus('pmstatus:sox:60.0000:Unpacking sox (amd64)'), 80)
    assert.equal(parseAptStatus('Get:1 a package'), null)
  })
})
