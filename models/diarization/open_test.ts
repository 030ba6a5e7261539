import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../../infra/log.ts'
import { readWav } from '../../tests/read_wav.ts'
import { createModelStore } from '../store/store.ts'
import type { Diarizer, Turn } from './diarizer.ts'
import { openDiarizer } from './open.ts'

const RATE = 16_000
const FIXTURES = new URL('../../tests/fixtures/', import.meta.url)
const clip = (name: string) => readWav(new URL(`librispeech/${name}.wav`, FIXTURES))

let cacheFolder: string, diarizer: Diarizer
before(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'parley-diarizer-'))
  diarizer = await openDiarizer({ store: createModelStore({ cacheFolder, models: 'bundled', hubUrl: 'http://127.0.0.1:9', log: silentLog }), log: silentLog, threads: 1 })
})
after(async () => {
  await diarizer.close()
  await rm(cacheFolder, { recursive: true })
})

function inTurn(before: readonly Float32Array[], after: readonly Float32Array[]) {
  const parts = [...before, ...after]
  const seconds = (pieces: readonly Float32Array[]) => pieces.reduce((sum, { length }) => sum + length, 0) / RATE
  const pcm = new Float32Array(seconds(parts) * RATE)
  parts.forEach((part, i) => pcm.set(part, Math.round(seconds(parts.slice(0, i)) * RATE)))
  return { pcm, borderS: seconds(before), endS: seconds(parts) }
}

function longest(turns: readonly Turn[], fromS: number, toS: number): string | undefined {
  const said = new Map<string, number>()
  for (const { speaker, startS, endS } of turns) said.set(speaker, (said.get(speaker) ?? 0) + Math.max(0, Math.min(endS, toS) - Math.max(startS, fromS)))
  return [...said].sort((a, b) => b[1] - a[1])[0]?.[0]
}

test('two people in turn are told apart, and known again in the next stretch in any order', async () => {
  const [a, b, moreA, moreB] = await Promise.all(['367-130732-0000', '3005-163389-0004', '367-130732-0006', '3005-163389-0007'].map(clip))
  const first = inTurn([a!, moreA!], [b!, moreB!])
  const one = await diarizer.diarize(first.pcm)
  const [anna, ben] = [longest(one.turns, 0, first.borderS), longest(one.turns, first.borderS, first.endS)]
  assert.ok(anna && ben && anna !== ben)
  assert.deepEqual(one.speakers.map(({ id }) => id).sort(), [anna, ben].sort())

  const second = inTurn([b!], [moreA!])
  const two = await diarizer.diarize(second.pcm, { known: one.speakers })
  assert.deepEqual([longest(two.turns, 0, second.borderS), longest(two.turns, second.borderS, second.endS)], [ben, anna])
  assert.deepEqual(two.speakers.map(({ id }) => id), one.speakers.map(({ id }) => id))
  assert.ok(two.speakers.every(({ seconds }, i) => seconds > one.speakers[i]!.seconds))
  assert.ok(two.turns.every(({ startS, endS }) => startS >= 0 && endS > startS && endS <= second.endS))
})

test('two who speak at once have two turns there', async () => {
  const [a, b] = await Promise.all(['2033-164914-0005', '2609-156975-0003'].map(clip))
  const pcm = new Float32Array(a!.length + b!.length - 1.5 * RATE)
  a!.forEach((sample, i) => (pcm[i]! += sample))
  b!.forEach((sample, i) => (pcm[i + a!.length - 1.5 * RATE]! += sample))
  const { turns } = await diarizer.diarize(pcm)
  assert.ok(turns.some((one) => turns.some((other) => one.speaker !== other.speaker && Math.min(one.endS, other.endS) - Math.max(one.startS, other.startS) > 0.3)))
})

test('silence and noise are nobody', async () => {
  let state = 1
  const noise = Float32Array.from({ length: 6 * RATE }, () => (((state = (state * 48_271) % 2_147_483_647) / 2_147_483_647) - 0.5) * 0.1)
  for (const pcm of [new Float32Array(6 * RATE), noise, new Float32Array(2_000)]) {
    assert.deepEqual(await diarizer.diarize(pcm), { turns: [], speakers: [], merged: [] })
  }
})

test('who gives up gets their reason, and the next one is heard', async () => {
  const leave = new AbortController()
  const lost = diarizer.diarize(new Float32Array(60 * RATE), { signal: leave.signal })
  leave.abort(new Error('gone'))
  await assert.rejects(lost, /gone/)
  assert.deepEqual((await diarizer.diarize(new Float32Array(RATE))).turns, [])
})

test('weights that are not there, and a diarizer that is closed, say so', async () => {
  const store = { find: async () => null, fetchable: () => false, locate: async () => '/nowhere' }
  await assert.rejects(openDiarizer({ store, log: silentLog }), { code: 'model-unavailable', message: /nowhere/ })
  const own = await openDiarizer({ store: createModelStore({ cacheFolder, models: 'bundled', hubUrl: 'http://127.0.0.1:9', log: silentLog }), log: silentLog, threads: 1 })
  await own.close()
  await assert.rejects(own.diarize(new Float32Array(RATE)), { code: 'model-unavailable' })
})
