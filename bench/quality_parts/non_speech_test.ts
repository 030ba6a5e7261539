import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nonSpeech } from './non_speech.ts'
import type { Minute } from './non_speech.ts'

const WITHOUT_RECORDINGS = { keys: [], music: [], effects: [], missing: ['bucklespring-data'] }

async function minutes(from: number, count: number): Promise<Minute[]> {
  const made: Minute[] = []
  for await (const minute of nonSpeech(WITHOUT_RECORDINGS, { minutes: count, from })) made.push(minute)
  return made
}

test('minutes of keyboard, music and noise come in turn, audible and the same each time, also without recordings', async () => {
  const made = await minutes(0, 3)
  assert.deepEqual(made.map(({ kind }) => kind), ['keyboard', 'music', 'noise'])
  for (const { pcm, what } of made) {
    const peak = pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
    assert.equal(pcm.length, 60 * 16_000)
    assert.ok(peak > 0.003 && peak <= 1, `${what}: ${peak}`)
  }
  const [noise] = await minutes(2, 1)
  assert.deepEqual(noise, made[2])
})
