import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LineContext } from '../context/room_context.ts'
import { segment, setUp, speak, transcript } from './_scripted_captions.ts'

const HELP = { term: 'Dravenko', heard: 'draven co', document: { documentId: 'd', name: 'manual.pdf', page: 2, passage: 'Dravenko watches.', ordinal: 3 } }
const said: string[] = []
const context: LineContext = {
  said: (text, language) => void said.push(`${language}: ${text}`),
  inContext: async (text) => {
    const made = text.replace('draven co', 'Dravenko')
    return made === text ? { text, helped: [], put: [] } : { text: made, helped: [HELP], put: [{ term: 'Dravenko', heard: 'draven co', heardEnd: text.indexOf('draven co') + 9, start: text.indexOf('draven co'), end: text.indexOf('draven co') + 8 }] }
  },
  again: async (line, { hear }) => ({ ...line, text: line.text.replace('coral', (await hear(['Quorlith']))) }),
  terms: (text) => (text.includes('Dravenko') ? [{ source: 'Dravenko', target: 'Dravenko' }] : []),
}

test('the room’s terms are in interim and final captions, in what is translated and in the transcript', async () => {
  const opened: string[] = []
  const stage = await setUp({ script: [transcript('Tell draven co it'), transcript('Tell draven co it is open.')], readers: ['en', 'pt'], context: { open: (roomId) => (opened.push(roomId), context) } })
  await speak(stage, segment({ kind: 'interim' }))
  const captions = await stage.run(segment())
  const texts = captions.map(({ caption, translation }) => [caption.kind, caption.text, translation?.text ?? null])
  assert.equal(captions[0]!.caption.text, 'Tell Dravenko it')
  assert.deepEqual(texts.slice(-2).sort(), [['final', 'Tell Dravenko it is open.', 'pt(Tell Dravenko it is open.)'], ['final', 'Tell Dravenko it is open.', null]].sort())
  assert.deepEqual(captions.at(-1)!.caption.helped, [HELP])
  assert.deepEqual([...new Set(opened)], ['room'])
  assert.deepEqual(said, ['en: Tell Dravenko it is open.'])
  assert.deepEqual(stage.translator.terms.at(-1), [{ source: 'Dravenko', target: 'Dravenko' }])
  const kept = [{ term: 'Dravenko', heard: 'draven co', document: { documentId: 'd', ordinal: 3 } }]
  assert.ok(stage.recorded.length > 0 && stage.recorded.every((line) => line.text === 'Tell Dravenko it is open.'))
  for (const line of stage.recorded) assert.deepEqual(line.helped, kept)
})

test('a line that nothing helped says nothing of it', async () => {
  const { run } = await setUp({ script: [transcript('Good morning.')], readers: ['en'], context: { open: () => context } })
  const [caption] = await run(segment())
  assert.ok(!('helped' in caption!.caption))
})

test('a line of doubtful words is heard again with likely terms in mind when it stays, and no other is', async () => {
  const doubtful = (text: string) => transcript(text, { confidence: 0.5 })
  const { run, asked } = await setUp({ script: [doubtful('Order coral rings.'), transcript('Quorlith')], readers: ['en'], context: { open: () => context } })
  const captions = await run(segment())
  assert.equal(captions.at(-1)!.caption.text, 'Order Quorlith rings.')
  assert.deepEqual(asked.map(({ hints }) => hints ?? null), [null, ['Quorlith']])
  const sure = await setUp({ script: [transcript('Order coral rings.')], readers: ['en'], context: { open: () => context } })
  assert.equal((await sure.run(segment())).at(-1)!.caption.text, 'Order coral rings.')
  const passing = await setUp({ script: [doubtful('Order coral'), transcript('Order coral rings.')], readers: ['en'], context: { open: () => context } })
  await speak(passing, segment({ kind: 'interim' }))
  await passing.run(segment())
  assert.equal(passing.asked.length, 2)
})
