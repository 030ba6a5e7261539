import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import { segment, setUp, transcript } from './_scripted_captions.ts'

test('each language that someone reads gets the caption once; the speaker’s own is not translated', async () => {
  const { run, translator } = await setUp({ script: [transcript('my country')], readers: ['pt', 'en', 'fr'] })
  const captions = await run(segment())
  const shown = Object.fromEntries(captions.map(({ reader, caption, translation }) => [reader, [caption.text, translation?.text ?? null]]))
  assert.deepEqual(shown, { pt: ['my country', 'pt(my country)'], en: ['my country', null], fr: ['my country', 'fr(my country)'] })
  assert.deepEqual(translator.asked.sort(), ['en-fr', 'en-pt'])
})

test('a caption that cannot be translated is shown as it was said, with the reason', async () => {
  const { run } = await setUp({ script: [transcript('hello')], readers: ['vi', 'de'] })
  const captions = await run(segment())
  assert.deepEqual(captions.map(({ reader, untranslated, translation }) => [reader, untranslated, translation]).sort(), [
    ['de', 'failed', null], ['vi', 'unavailable', null],
  ])
})

test('a final segment with the audio of the interim one before takes over its decode', async () => {
  const { run, asked } = await setUp({ script: [transcript('hello there')], readers: ['en'] })
  const captions = await run(segment({ kind: 'interim', atPause: true, audioId: 'same' }), segment({ kind: 'final', audioId: 'same' }))
  assert.equal(asked.length, 1)
  assert.equal(captions.at(-1)?.caption.kind, 'final')
  assert.equal(captions.at(-1)?.caption.text, 'hello there')
})

test('text that is replaced soon is decoded without a second try', async () => {
  const { run, asked } = await setUp({ script: [transcript('hello'), transcript('hello there')], readers: ['en'] })
  await run(segment({ kind: 'interim' }), segment({ kind: 'final' }))
  assert.deepEqual(asked.map(({ window }) => window), ['quick', 'live'])
})

test('words that an overlap repeats appear once', async () => {
  const { run } = await setUp({ script: [transcript('what your country can do'), transcript('can do for you')], readers: ['en'] })
  const captions = await run(segment({ continues: true }), segment({ utteranceId: 'u2', overlapMs: 960 }))
  assert.deepEqual(captions.map(({ caption }) => caption.text), ['what your country', 'can do for you'])
})

test('an utterance without words withdraws its interim line', async () => {
  const { run, events } = await setUp({ script: [transcript('', { filtered: 'no-speech' })], readers: ['en'] })
  assert.deepEqual(await run(segment()), [])
  assert.deepEqual(events.map(({ type }) => type), ['caption-withdrawn'])
})

test('a withdrawn utterance is withdrawn on the page as well', async () => {
  const { run, events } = await setUp({ script: [], readers: ['en'] })
  await run({ type: 'withdrawn', utteranceId: 'u9', roomId: 'room', peerId: 'ada' })
  assert.deepEqual(events, [{ type: 'caption-withdrawn', captionId: 'u9', peerId: 'ada' }])
})

test('a segment whose language is in doubt is decoded in the speaker’s last language', async () => {
  const doubted = transcript('sim', { language: 'gl', languageProbability: 0.4 })
  const { run, asked } = await setUp({
    script: [transcript('bom dia', { language: 'pt', languageProbability: 0.98 }), doubted, transcript('sim', { language: 'pt' })],
    readers: ['en'],
  })
  const captions = await run(segment({ language: null }), segment({ utteranceId: 'u2', language: null }))
  assert.deepEqual(asked.map(({ language }) => language), [null, null, 'pt'])
  assert.deepEqual(captions.map(({ caption }) => caption.language), ['pt', 'pt'])
})

test('a final segment is tried again when recognition fails, and one that never succeeds is counted and shown', async () => {
  const failure = () => new DomainError('model-unavailable', 'The thread has stopped')
  const once = await setUp({ script: [failure(), transcript('hello')], readers: ['en'] })
  assert.deepEqual((await once.run(segment())).map(({ caption }) => caption.text), ['hello'])

  const never = await setUp({ script: Array.from({ length: 9 }, failure), readers: ['en'] })
  assert.deepEqual(await never.run(segment()), [])
  assert.deepEqual(never.events, [
    { type: 'caption-withdrawn', captionId: 'u1', peerId: 'ada' },
    { type: 'captions-status', behindMs: 0, shed: 0, lost: 1 },
  ])
})

test('readers are told when captions fall behind, and when they have caught up', async () => {
  let nowMs = 12_100
  const { run, events } = await setUp({ script: [transcript('late'), transcript('in time')], readers: ['en'], now: () => nowMs })
  const late = segment()
  const inTime = segment({ utteranceId: 'u2', endMs: 12_000 })
  await run(late, inTime)
  assert.deepEqual(events.filter(({ type }) => type === 'captions-status'), [
    { type: 'captions-status', behindMs: 10_000, shed: 0, lost: 0 },
    { type: 'captions-status', behindMs: 0, shed: 0, lost: 0 },
  ])
})

test('final captions and their translations are recorded, interim ones are not', async () => {
  const { run, recorded } = await setUp({ script: [transcript('hello'), transcript('hello there'), transcript('')], readers: ['en', 'pt', 'vi'] })
  await run(segment({ kind: 'interim' }), segment({ kind: 'final' }), segment({ kind: 'final', utteranceId: 'u2' }))
  assert.deepEqual(recorded.map(({ lineId, text, translations }) => [lineId, text, ...translations.map(({ text }) => text)]).sort(), [
    ['u1', 'hello there'], ['u1', 'hello there', 'pt(hello there)'],
  ])
  assert.deepEqual(recorded.map(({ lagMs, translations }) => [lagMs, translations[0]?.lagMs]).sort(), [[undefined, 500], [500, undefined]], 'with how long they took')
})

test('interim captions rest where each takes long, the pause and the end never do', async () => {
  let nowMs = 2_500
  const { run, asked, captions, events } = await setUp({
    script: [transcript('hello'), transcript('hello there'), transcript('hello there you')], readers: ['en'], now: () => (nowMs += 400),
  })
  await captions.accept(segment({ kind: 'interim' }))
  while (!events.some(({ type }) => type === 'caption')) await new Promise((resolve) => setTimeout(resolve, 5))
  await run(segment({ kind: 'interim' }), segment({ kind: 'interim', utteranceId: 'u2', atPause: true }), segment({ kind: 'final', utteranceId: 'u3' }))
  assert.deepEqual(asked.map(({ window }) => window), ['quick', 'live', 'live'])
})

test('each translation of a final caption is asked for in the speaker’s own voice; interim ones and what was not translated are not', async () => {
  const { run, dubbed } = await setUp({ script: [transcript('Good'), transcript('Good morning')], readers: ['en', 'pt', 'vi'] })
  await run(segment({ kind: 'interim' }), segment())
  assert.deepEqual(dubbed, [{ captionId: 'u1', roomId: 'room', peerId: 'ada', language: 'pt', text: 'pt(Good morning)', startMs: 1_000, endMs: 2_000 }])
})
