import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { DomainError } from '../../../domain/errors.ts'
import type { Thread } from '../../runtime/thread.ts'
import type { Translator } from '../translator.ts'
import { createBergamot } from './engine.ts'

const folder = (id: string) => fileURLToPath(new URL(`../../bundled/${id}`, import.meta.url))
const directions = [
  { id: 'bergamot-en-pt', from: 'en', to: 'pt', folder: folder('bergamot-en-pt') },
  { id: 'bergamot-pt-en', from: 'pt', to: 'en', folder: folder('bergamot-pt-en') },
] as const

let bergamot: Translator
before(async () => {
  bergamot = await createBergamot({ directions })
})
after(() => bergamot.close())

const toPt = async (text: string) => (await bergamot.translate(text, { from: 'en', to: 'pt' })).text

test('English becomes Portuguese and Portuguese English', async () => {
  const kennedy = await bergamot.translate('Ask not what your country can do for you, ask what you can do for your country.', { from: 'en', to: 'pt' })
  assert.match(kennedy.text, /seu país pode fazer por você/)
  assert.equal(kennedy.language, 'pt')
  assert.equal(kennedy.engine, 'bergamot')
  assert.match((await bergamot.translate('O país precisa de água.', { from: 'pt', to: 'en' })).text, /country needs water/)
})

test('sentences keep their order and the white space between them', async () => {
  assert.match(await toPt('  The house is red.\n\n The cat is black.\t'), /^  A casa é vermelha\.\n\n O gato é preto\.\t$/)
  assert.equal(await toPt(''), '')
  assert.equal(await toPt(' \n '), ' \n ')
})

test('thanks and greetings come out as such', async () => {
  assert.equal(await toPt('Thank you.'), 'Obrigado.')
  assert.equal(await toPt('Thank you, Anna. The house is red.'), 'Obrigado, Anna. A casa é vermelha.')
  assert.equal((await bergamot.translate('Sim.', { from: 'pt', to: 'en' })).text, 'Yes.')
})

test('a text of 5,000 characters is translated whole, in pieces between which others get their turn', async () => {
  const text = 'The house is red. '.repeat(270).trim()
  const order: string[] = []
  const long = toPt(text).then((translated) => (order.push('long'), translated))
  const short = toPt('The cat is black.').then((translated) => (order.push('short'), translated))
  assert.equal((await long).match(/casa/g)?.length, 270)
  assert.match(await short, /gato/)
  assert.deepEqual(order, ['short', 'long'])
})

test('a pair without a model is refused', async () => {
  assert.equal(bergamot.serves('en', 'vi'), false)
  assert.equal(bergamot.serves('en', 'en'), false)
  await assert.rejects(bergamot.translate('Hello', { from: 'en', to: 'vi' }), { code: 'language-unavailable' })
})

test('a caller who gave up hears so', async () => {
  await assert.rejects(bergamot.translate('The house is red.', { from: 'en', to: 'pt', signal: AbortSignal.abort(new Error('gone')) }), /gone/)
})

test('models that cannot be read say so', async () => {
  const broken = [{ ...directions[0], folder: '/nowhere' }]
  await assert.rejects(createBergamot({ directions: broken }), { code: 'model-unavailable', message: /could not be loaded.*nowhere/ })
})

/** A thread that answers `<text>`, dies of "crash" and never answers "hang". */
function scriptThreads() {
  const calls: { path: readonly string[]; texts: readonly string[] }[] = []
  let starts = 0
  let closed = 0
  const start = (): Thread => {
    starts++
    let alive = true
    return {
      get alive() {
        return alive
      },
      async call<T>(_method: string, input: unknown) {
        const { path, texts } = input as { path: string[]; texts: string[] }
        calls.push({ path, texts })
        if (texts.includes('crash')) {
          alive = false
          throw new DomainError('model-unavailable', 'The thread has stopped')
        }
        if (texts.includes('hang')) await new Promise(() => {})
        return texts.map((text) => `<${text}>`) as T
      },
      async close() {
        closed++
        alive = false
      },
    }
  }
  return { start, calls, starts: () => starts, closed: () => closed }
}

test('a thread that died is started again, and a pivot goes through English', async () => {
  const { start, calls, starts } = scriptThreads()
  const engine = await createBergamot({ directions: [...directions, { id: 'bergamot-en-es', from: 'en', to: 'es', folder: '' }], start })
  assert.equal(engine.serves('pt', 'es'), true)
  assert.equal(engine.version!('pt', 'es'), 'bergamot-pt-en>bergamot-en-es')
  await assert.rejects(engine.translate('crash', { from: 'pt', to: 'es' }), { code: 'model-unavailable' })
  assert.equal((await engine.translate('olá a todos', { from: 'pt', to: 'es' })).text, '<olá a todos>')
  assert.equal(starts(), 2)
  assert.deepEqual(calls.at(-1)!.path, ['bergamot-pt-en', 'bergamot-en-es'])
  await engine.close()
  await assert.rejects(engine.translate('x', { from: 'en', to: 'pt' }), { code: 'model-unavailable' })
})

test('a thread that hangs is given up after its deadline and replaced, and others are served', async () => {
  const { start, starts, closed } = scriptThreads()
  const engine = await createBergamot({ directions, start, deadlineMs: 20 })
  const hung = engine.translate('hang', { from: 'en', to: 'pt' })
  await assert.rejects(hung, { code: 'timeout', message: /"bergamot" did not answer within 20 ms/ })
  assert.equal((await engine.translate('The house is red.', { from: 'en', to: 'pt' })).text, '<The house is red.>')
  assert.deepEqual([starts(), closed()], [2, 1])
  await engine.close()
})

test('a few sentences that wait have the translations that they have alone; many go together, in their order', async () => {
  const sizes: number[] = []
  const engine = await createBergamot({ directions: [directions[0]], onBatch: (sentences) => sizes.push(sentences) })
  const translate = async (text: string) => (await engine.translate(text, { from: 'en', to: 'pt' })).text
  const said = ['The house is red.', 'We have three options, and each of them costs more.', 'Can you see me now?', 'The cat is black.', 'It works on my computer.', 'I have a car.', 'We need water.']
  const alone: string[] = []
  for (const text of said) alone.push(await translate(text))
  assert.deepEqual(await Promise.all(said.slice(0, 3).map(translate)), alone.slice(0, 3))
  assert.deepEqual(sizes.splice(0), Array.from({ length: 10 }, () => 1))
  const many = [...said.slice(2), ...said.slice(2)]
  assert.deepEqual(await Promise.all(many.map(translate)), [...alone.slice(2), ...alone.slice(2)])
  assert.deepEqual(sizes, [4, 4, 1, 1])
  await engine.close()
})
