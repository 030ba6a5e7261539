import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Language } from '../../domain/language.ts'
import type { Caption } from './_scripted_captions.ts'
import { look, segment, setUp, speak, transcript } from './_scripted_captions.ts'

test('interim text grows by what two hypotheses agree on, and its readers have it in their language', async () => {
  const room = await setUp({
    script: [transcript('Good morning.'), transcript('Good morning. Shall we'), transcript('Good morning. Shall we begin?'), transcript('Good morning. Shall we begin the meeting?')], readers: ['pt'],
  })
  const interim = () => segment({ kind: 'interim' })
  await speak(room, interim(), interim(), interim())
  assert.deepEqual((await room.run(segment())).map(look), [
    ['|Good morning.', '|'],
    ['Good morning|. Shall we', '|pt(Good morning)'],
    ['Good morning. Shall we| begin?', 'pt(Good morning.)| pt(Shall we)'],
    ['Good morning. Shall we begin the meeting?', 'pt(Good morning. Shall we begin the meeting?)'],
  ])
})

test('a hypothesis that contradicts what was stable leaves it on the line; the final caption has its own words', async () => {
  const room = await setUp({ script: [transcript('the days'), transcript('the days for'), transcript('the dish for an'), transcript('The dish for an adult.')], readers: ['en'] })
  const interim = () => segment({ kind: 'interim' })
  await speak(room, interim(), interim(), interim())
  assert.deepEqual((await room.run(segment())).map(look), [['|the days'], ['the days| for'], ['the days| for an'], ['The dish for an adult.']])
})

test('at a pause the line has the translation that the final caption takes over', async () => {
  const room = await setUp({ script: [transcript('hello'), transcript('hello there')], readers: ['pt', 'en'] })
  await speak(room, segment({ kind: 'interim' }))
  const shown = await room.run(segment({ kind: 'interim', atPause: true, audioId: 'same' }), segment({ audioId: 'same' }))
  assert.deepEqual(shown.filter(({ reader }) => reader === 'pt').map(look), [['|hello', '|'], ['hello| there', '|pt(hello there)'], ['hello there', 'pt(hello there)']])
})

test('a language that cannot be had shows interim text as it was said', async () => {
  const room = await setUp({ script: [transcript('hello'), transcript('hello there')], readers: ['vi'] })
  await speak(room, segment({ kind: 'interim' }), segment({ kind: 'interim' }))
  assert.deepEqual((await room.run()).map(look), [['|hello', '|'], ['hello| there']])
})

test('another utterance begins with nothing stable, and a segment that is worked on again agrees with nothing', async () => {
  const room = await setUp({ script: [transcript('hello'), transcript('hello'), transcript('hello you')], readers: ['en'] })
  await speak(room, segment({ kind: 'interim' }), segment({ kind: 'interim', utteranceId: 'u2', audioId: 'a' }), segment({ kind: 'interim', utteranceId: 'u2', audioId: 'a', segmentId: 'again' }))
  assert.deepEqual((await room.run()).map(look), [['|hello'], ['|hello'], ['|hello']])
})

test('a reader who changes their language in the middle of a line reads the rest of it, and all of it when it is final', async () => {
  const readers: Language[] = ['pt']
  const room = await setUp({ script: [transcript('good'), transcript('good morning'), transcript('good morning all'), transcript('good morning all of you')], readers })
  await speak(room, segment({ kind: 'interim' }), segment({ kind: 'interim' }))
  readers[0] = 'fr'
  await speak(room, segment({ kind: 'interim' }))
  const french = (await room.run(segment())).filter(({ reader }) => reader === 'fr')
  assert.deepEqual(french.map(look), [['good morning| all', '|fr(good morning)'], ['good morning all of you', 'fr(good morning all of you)']])
})

test('sentences under way wait while words that stay are at work', async () => {
  let letGo = () => {}
  const heard = new Promise<void>((resolve) => (letGo = resolve))
  const room = await setUp({ script: [transcript('good'), transcript('good morning'), transcript('bye')], readers: ['pt'], finals: heard })
  await speak(room, segment({ kind: 'interim' }))
  await room.captions.accept(segment({ peerId: 'bia', utteranceId: 'u2' }))
  await speak(room, segment({ kind: 'interim' }))
  assert.deepEqual(look(room.events.at(-1) as Caption), ['good| morning', '|'])
  letGo()
  assert.deepEqual((await room.run()).map(look).at(-1), ['bye', 'pt(bye)'])
})
