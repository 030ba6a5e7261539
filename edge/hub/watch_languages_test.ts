import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RoomEvent } from '../../domain/events.ts'
import type { Language } from '../../domain/language.ts'
import type { LanguageNews, LanguageState } from '../../domain/language_state.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { silentLog } from '../../infra/log.ts'
import { createLanguageWatch } from './watch_languages.ts'

const HERE: LanguageState = { state: 'here' }
const half: LanguageState = { state: 'fetching', doneBytes: 5, totalBytes: 10 }

function open(states: Record<string, LanguageState | Error> = {}) {
  const clock = createFakeClock()
  const asked: string[] = []
  const told: [roomId: string, news: LanguageNews][] = []
  const watch = createLanguageWatch({
    clock, log: silentLog,
    async prepare({ from, to }) {
      asked.push(`${from}-${to}`)
      const state = states[`${from}-${to}`] ?? HERE
      if (state instanceof Error) throw state
      return state
    },
    tell: (roomId, news) => void told.push([roomId, news]),
  })
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
  const second = async () => {
    clock.advance(1_000)
    await turn()
  }
  return { clock, watch, states, asked, told, turn, second }
}

const joined = (speaks: Language | null, reads: Language) => ({
  type: 'participant-joined', participant: { peerId: 'p', preferences: { speaks, reads, hears: 'original' } },
}) as RoomEvent
const untranslated = (language: Language, reader: Language) => ({ type: 'caption', reader, untranslated: 'unavailable', translation: null, caption: { language } }) as RoomEvent

test('a reader hears how the fetch goes, once a second, and when it is there; then nobody asks any more', async () => {
  const { watch, states, asked, told, turn, second, clock } = open({ 'null-es': half })
  watch.reader('a', 'es')
  watch.reader('b', 'es')
  await turn()
  await second()
  assert.deepEqual(asked, ['null-es', 'null-es'])
  assert.deepEqual(told.map(([roomId, { state }]) => [roomId, state.state]), [['a', 'fetching'], ['b', 'fetching'], ['a', 'fetching'], ['b', 'fetching']])
  states['null-es'] = HERE
  await second()
  assert.deepEqual(told.at(-1), ['b', { reads: 'es', from: null, state: HERE, fetched: true }])
  await second()
  assert.equal(asked.length, 3)
  clock.advance(20_000)
  assert.deepEqual(told.at(-1), ['b', { reads: 'es', from: null, state: HERE, fetched: false }], 'the line goes again')
})

test('who speaks another language makes its half of the way needed, early', async () => {
  const { watch, asked, turn } = open()
  watch.reader('a', 'es')
  watch.heard('a', joined('de', 'de'))
  watch.heard('a', joined('en', 'es'))
  await turn()
  assert.deepEqual([...asked].sort(), ['de-es', 'null-de', 'null-es'])
})

test('a caption that could not be translated brings its language, and is not asked about at every line', async () => {
  const { watch, asked, told, turn, clock } = open({ 'yo-es': { state: 'unavailable', reason: 'none' } })
  watch.heard('a', untranslated('yo', 'es'))
  await turn()
  assert.deepEqual(told, [['a', { reads: 'es', from: 'yo', state: { state: 'unavailable', reason: 'none' }, fetched: false }]])
  watch.heard('a', untranslated('yo', 'es'))
  await turn()
  assert.equal(asked.length, 1)
  clock.advance(15_000)
  watch.heard('a', untranslated('yo', 'es'))
  await turn()
  assert.equal(asked.length, 2)
})

test('what everybody can read is not talked about', async () => {
  const { watch, told, turn } = open()
  watch.reader('a', 'en')
  watch.heard('a', joined('pt', 'en'))
  await turn()
  assert.deepEqual(told, [])
})

test('a function that does not answer is asked again, and rooms that are gone are not told', async () => {
  const { watch, states, asked, told, turn, clock } = open({ 'null-es': new Error('away') })
  watch.reader('a', 'es')
  await turn()
  assert.deepEqual(told, [])
  states['null-es'] = half
  clock.advance(5_000)
  await turn()
  assert.equal(told.length, 1)
  watch.forget('a')
  clock.advance(1_000)
  await turn()
  clock.advance(10_000)
  await turn()
  assert.deepEqual([asked.length, told.length], [3, 1])
  watch.close()
})
