import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { termSchema } from '../../domain/vocabulary.ts'
import type { VocabularyTerm } from '../../domain/vocabulary.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { createLog, silentLog } from '../../infra/log.ts'
import { createMetricsProbe } from '../../models/translation/metrics_probe.ts'
import { openTerms } from '../../models/terms/terms.ts'
import { createRoomContext, moveEnd } from './room_context.ts'
import type { RoomContextDeps } from './room_context.ts'

// One for all: its sounds are espeak-ng's own.
const terms = openTerms()
after(() => terms.close())

const term = (text: string, more: object = {}): VocabularyTerm => ({ termId: text, ...termSchema.parse({ term: text, ...more }) })
type Source = RoomContextDeps['source']
function setUp(source: Partial<Source> = {}, { patienceMs = 60_000, againPatienceMs = 60_000, log = silentLog, sounds = terms } = {}) {
  const clock = createFakeClock(1_000)
  const { metrics, counts } = createMetricsProbe()
  const looks: string[] = []
  const context = createRoomContext({
    source: { version: async (roomId) => (looks.push(roomId), 'v1'), terms: async () => ({ terms: [], found: [] }), passage: async () => null, ...source },
    terms: sounds, metrics, log, now: clock.now, patienceMs, againPatienceMs,
  })
  return { clock, context, looks, counted: (outcome: string) => counts[`contextUses ${JSON.stringify({ outcome })}`] ?? 0 }
}
const HEARD = 'The kastrifar is open.'

test('a line gets the terms of its room, and says what helped', async () => {
  const { context, counted } = setUp({ terms: async () => ({ terms: [term('Kestrivar')], found: [] }) })
  const line = await context.open('room').inContext(HEARD, 'en')
  assert.equal(line.text, 'The Kestrivar is open.')
  assert.deepEqual(line.helped, [{ term: 'Kestrivar', heard: 'kastrifar', document: null }])
  assert.equal(counted('helped'), 1)
})

test('a term that stands in a document shows the passage, and is put without it where that is away', async () => {
  const found = [{ term: 'Kestrivar', documentId: 'd1', ordinal: 3 }]
  const passage = { documentId: 'd1', name: 'manual.pdf', page: 2, passage: 'A Kestrivar controls it.', ordinal: 3 }
  const there = setUp({ terms: async () => ({ terms: [], found }), passage: async () => passage })
  assert.deepEqual((await there.context.open('room').inContext(HEARD, 'en')).helped, [{ term: 'Kestrivar', heard: 'kastrifar', document: passage }])
  const away = setUp({ terms: async () => ({ terms: [], found }), passage: async () => { throw new Error('away') } })
  assert.deepEqual((await away.context.open('room').inContext(HEARD, 'en')).helped, [{ term: 'Kestrivar', heard: 'kastrifar', document: null }])
})

test('a change is in effect two seconds later, without being told of', async () => {
  let [version, all] = ['v1', [term('Halvex')]]
  const { clock, context } = setUp({ version: async () => version, terms: async () => ({ terms: all, found: [] }) })
  assert.equal((await context.open('room').inContext(HEARD, 'en')).text, HEARD)
  ;[version, all] = ['v2', [term('Kestrivar')]]
  clock.advance(2_000)
  context.open('room')
  await context.close()
  assert.equal((await context.open('room').inContext(HEARD, 'en')).text, 'The Kestrivar is open.')
})

test('a room is looked at once in two seconds however many lines it has', async () => {
  const { clock, context, looks } = setUp()
  for (let n = 0; n < 5; n++) await context.open('room').inContext(HEARD, 'en')
  assert.equal(looks.length, 1)
  clock.advance(2_000)
  context.open('room')
  context.open('other')
  assert.deepEqual(looks, ['room', 'room', 'other'])
})

test('captions go on while vocabularies and documents are away, from what was known before, and it is said once', async () => {
  const lines: string[] = []
  let away = true
  const log = createLog({ level: 'warn', write: (line) => void lines.push(line) }, {})
  const { clock, context, counted } = setUp({ version: async () => { if (away) throw new Error('no database'); return 'v1' }, terms: async () => ({ terms: [term('Kestrivar')], found: [] }) }, { log })
  assert.equal((await context.open('room').inContext(HEARD, 'en')).text, HEARD)
  clock.advance(2_000)
  assert.equal((await context.open('room').inContext(HEARD, 'en')).text, HEARD)
  assert.equal(counted('failed'), 2)
  assert.equal(lines.filter((line) => line.includes('context-failed')).length, 1)
  away = false
  clock.advance(2_000)
  assert.equal((await context.open('room').inContext(HEARD, 'en')).text, 'The Kestrivar is open.')
  away = true
  clock.advance(2_000)
  assert.equal((await context.open('room').inContext('Is the kastrifar on?', 'en')).text, 'Is the Kestrivar on?')
})

test('nobody waits for terms that do not come in time, and the next line has them', async () => {
  let come = () => {}
  const there = new Promise<void>((resolve) => { come = resolve })
  const { context, counted } = setUp({ terms: async () => { await there; return { terms: [term('Kestrivar')], found: [] } } }, { patienceMs: 5 })
  assert.equal((await context.open('room').inContext(HEARD, 'en')).text, HEARD)
  assert.equal(counted('late'), 1)
  come()
  await context.close()
})

test('a broken source of sounds leaves the text as it was heard', async () => {
  const { context, counted } = setUp({ terms: async () => ({ terms: [term('Kestrivar')], found: [] }) }, { sounds: { ...terms, prepare: async () => { throw new Error('no sounds') } } })
  assert.equal((await context.open('room').inContext(HEARD, 'en')).text, HEARD)
  assert.equal(counted('failed'), 1)
})

test('terms are called what the vocabulary says in the reader’s language', async () => {
  const { context } = setUp({ terms: async () => ({ terms: [term('spool valve', { translations: { pt: 'válvula', de: 'Ventil' } }), term('Halvex', { doNotTranslate: true }), term('nothing')], found: [] }) })
  const line = context.open('room')
  await line.inContext('x', 'en')
  assert.deepEqual(line.terms('The spool valve of the halvex says nothing.', 'en', 'pt'), [{ source: 'spool valve', target: 'válvula' }, { source: 'Halvex', target: 'Halvex' }])
  assert.deepEqual(line.terms('A válvula.', 'pt', 'de'), [{ source: 'válvula', target: 'Ventil' }])
  assert.deepEqual(line.terms('Good morning.', 'en', 'pt'), [])
})

test('places in a text follow the terms that were put into it', () => {
  // "Tell draven co now" → "Tell Dravenko now"
  const put = [{ term: 'Dravenko', heard: 'draven co', heardEnd: 14, start: 5, end: 13 }]
  assert.deepEqual([4, 11, 14, 18].map((end) => moveEnd(end, put)), [4, 13, 13, 17])
})

const never = new AbortController().signal
const DOUBTFUL = 'The castra of our lost its connection.'
const known = async () => ({ terms: [term('Kestrivar'), term('Ulvora')], found: [] })

test('speech is heard again once with the terms that are likely, and what else differs then is left', async () => {
  const { context, counted } = setUp({ terms: known })
  const asked: (readonly string[])[] = []
  const line = context.open('room')
  const first = await line.inContext(DOUBTFUL, 'en')
  const again = () => line.again(first, { language: 'en', signal: never, hear: async (hints) => (asked.push(hints), 'the Kestrivar lost some connection') })
  const [made] = await Promise.all([again(), again()])
  assert.equal(made.text, 'The Kestrivar lost its connection.')
  assert.deepEqual(made.helped, [{ term: 'Kestrivar', heard: 'castra of our', document: null }])
  assert.equal(asked.length, 1)
  assert.equal(asked[0]![0], 'Kestrivar')
  assert.equal(counted('heard-again'), 2)
})

test('a line stays as it was where no term is likely, where the second hearing fails, and where it takes too long', async () => {
  const { context, counted } = setUp({ terms: known })
  const line = context.open('room')
  const again = async (text: string, hear: () => Promise<string>, signal = never) => (await line.again(await line.inContext(text, 'en'), { language: 'en', signal, hear })).text
  assert.equal(await again('It is ten.', async () => assert.fail('it was heard again')), 'It is ten.')
  assert.equal(await again(DOUBTFUL, async () => { throw new Error('no recogniser') }), DOUBTFUL)
  assert.equal(counted('failed'), 1)
  assert.equal(await again(DOUBTFUL, async () => { throw new Error('given up') }, AbortSignal.abort()), DOUBTFUL)
  assert.equal(counted('failed'), 1)
  const slow = setUp({ terms: known }, { againPatienceMs: 5 })
  let come = () => {}
  const there = new Promise<string>((resolve) => { come = () => resolve('the Kestrivar lost its connection') })
  const late = slow.context.open('room')
  const first = await late.inContext(DOUBTFUL, 'en')
  assert.equal((await late.again(first, { language: 'en', signal: never, hear: () => there })).text, DOUBTFUL)
  assert.equal(slow.counted('late'), 1)
  come()
  await slow.context.close()
})
