import { test } from 'node:test'
import type { TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { DUB_RATE_HZ } from '../../domain/audio.ts'
import { LANGUAGES } from '../../domain/language.ts'
import type { Language } from '../../domain/language.ts'
import type { Cloner, CloneRequest } from './cloner.ts'

export interface ClonerUnderTest {
  readonly cloner: Cloner
  /** Speech of one person to learn from, PCM s16 24 kHz mono. */
  readonly samples: readonly Int16Array[]
  readonly speaks: Language
  readonly speaksNot: Language
  /** What a second of its speech may be for this text, at least and at most. */
  readonly lengthMs: readonly [number, number]
}

export const TEXT = 'The meeting starts at nine, and then we look at the budget.'

/** All of an engine's speech. */
export async function speakAll(cloner: Cloner, request: CloneRequest, options: { signal?: AbortSignal } = {}): Promise<Int16Array> {
  const pieces: Int16Array[] = []
  for await (const piece of cloner.speak(request, options)) pieces.push(piece)
  const all = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

/** What every engine does that can speak in a given voice. */
export function testCloner(name: string, open: (t: TestContext) => Promise<ClonerUnderTest>): void {
  test(`${name}: is ready, and lists languages that Parley knows`, async (t) => {
    const { cloner, speaks, speaksNot } = await open(t)
    assert.equal(await cloner.ready(), true)
    const languages = await cloner.languages()
    assert.ok(languages.includes(speaks))
    assert.ok(!languages.includes(speaksNot))
    assert.ok(languages.every((language) => Object.hasOwn(LANGUAGES, language)))
    assert.equal(new Set(languages).size, languages.length)
  })

  test(`${name}: learns a voice once, and speaks a text of the right length with it`, async (t) => {
    const { cloner, samples, speaks, lengthMs: [least, most] } = await open(t)
    const embedding = await cloner.embed(samples)
    assert.ok(embedding instanceof Uint8Array && embedding.length > 100)
    // It goes through stores and caches, and lies at any address when it comes back.
    const stored = new Uint8Array(embedding.length + 3).subarray(3)
    stored.set(embedding)
    const speech = await speakAll(cloner, { text: TEXT, language: speaks, embedding: stored })
    const ms = (speech.length * 1_000) / DUB_RATE_HZ
    assert.ok(ms >= least && ms <= most, `${ms} ms`)
    assert.ok(speech.some((sample) => sample !== 0))
  })

  test(`${name}: refuses what it cannot do for good: another language, no words, no voice, no samples`, async (t) => {
    const { cloner, samples, speaks, speaksNot } = await open(t)
    await cloner.languages()
    const embedding = await cloner.embed(samples)
    const refused = async (work: Promise<unknown>, code: string) => await assert.rejects(work, (error: { code: string; retryable: boolean }) => {
      assert.deepEqual([error.code, error.retryable], [code, false])
      return true
    })
    await refused(speakAll(cloner, { text: TEXT, language: speaksNot, embedding }), 'language-unavailable')
    await refused(speakAll(cloner, { text: '  ', language: speaks, embedding }), 'clone-refused')
    await refused(speakAll(cloner, { text: TEXT, language: speaks, embedding: embedding.subarray(0, embedding.length - 8) }), 'clone-refused')
    await refused(speakAll(cloner, { text: TEXT, language: speaks, embedding: new Uint8Array() }), 'clone-refused')
    await refused(cloner.embed([]), 'clone-refused')
  })

  test(`${name}: whoever gives up hears their own reason, and the next one is served`, async (t) => {
    const { cloner, samples, speaks } = await open(t)
    const embedding = await cloner.embed(samples)
    const gone = AbortSignal.abort(new Error('gone'))
    await assert.rejects(cloner.embed(samples, { signal: gone }), /gone/)
    await assert.rejects(speakAll(cloner, { text: TEXT, language: speaks, embedding }, { signal: gone }), /gone/)
    const leave = new AbortController()
    const left = speakAll(cloner, { text: TEXT, language: speaks, embedding }, { signal: leave.signal })
    leave.abort(new Error('left'))
    await assert.rejects(left, /left/)
    assert.ok((await speakAll(cloner, { text: TEXT, language: speaks, embedding })).length > 0)
  })

  test(`${name}: is not ready once it is closed, and says so`, async (t) => {
    const { cloner, samples } = await open(t)
    await cloner.close()
    await cloner.close()
    assert.equal(await cloner.ready(), false)
    await assert.rejects(cloner.embed(samples), { code: 'model-unavailable' })
  })
}
