import { test } from 'node:test'
import assert from 'node:assert/strict'
import { DUB_RATE_HZ } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { createLog } from '../../infra/log.ts'
import { noMetrics } from '../../infra/metrics/metrics.ts'
import type { EngineName } from './order.ts'
import { routeVoices } from './route.ts'
import type { OrderedVoice, RouteOptions } from './route.ts'
import { createScriptedVoice } from './scripted.ts'
import type { VoiceScript } from './scripted.ts'

const never = new AbortController().signal
const voice = (engine: EngineName, script: VoiceScript = {}) => ({ ...createScriptedVoice(script), engine }) satisfies OrderedVoice
const failing = (code: 'model-unavailable' | 'timeout' | 'internal', afterSamples = 0): VoiceScript => ({ async *sound() {
  if (afterSamples > 0) yield new Int16Array(afterSamples).fill(5)
  throw new DomainError(code, 'broken')
} })

function open(voices: readonly OrderedVoice[], options: Partial<RouteOptions> = {}) {
  const [counted, told]: [string[], string[]] = [[], []]
  const speaker = routeVoices(voices, {
    log: createLog({ level: 'warn', write: (line) => told.push(line) }),
    metrics: { ...noMetrics, count: (name, labels) => void counted.push([name, ...Object.values(labels)].join(' ')) },
    ...options,
  })
  const speak = async (text: string, language: 'en' | 'pt' | 'cy' = 'en') => {
    const { engine, audio } = await speaker.speak({ text, language }, { signal: never })
    let samples = 0
    for await (const piece of audio) samples += piece.length
    return { engine, samples }
  }
  return { speaker, speak, counted, told }
}

test('the first engine of the order speaks, sentence by sentence', async () => {
  const [espeak, piper] = [voice('espeak'), voice('piper', { languages: ['en'] })]
  const { speak, speaker, counted } = open([espeak, piper])
  assert.equal((await speak('Good morning. How are you?')).engine, 'piper')
  assert.deepEqual(piper.asked, ['Good morning.', 'How are you?'])
  assert.equal((await speak('Bom dia.', 'pt')).engine, 'espeak')
  assert.deepEqual(counted, ['spoken piper spoken', 'stageRequests speak', 'spoken piper spoken', 'stageRequests speak', 'spoken espeak spoken', 'stageRequests speak'])
  assert.deepEqual(speaker.spoken(), { languages: [{ language: 'en', engine: 'piper' }, { language: 'pt', engine: 'espeak' }], google: false })
})

test('an engine that fails gives way, with its cause in the log and the count', async () => {
  const espeak = voice('espeak')
  const { speak, counted, told } = open([voice('piper', failing('model-unavailable')), espeak])
  assert.deepEqual(await speak('Good morning.'), { engine: 'espeak', samples: 13 })
  assert.deepEqual(counted, ['spoken piper unavailable', 'spoken espeak spoken', 'stageRequests speak'])
  assert.match(told.join(), /voice-failed.*piper.*model-unavailable.*broken/)
})

test('one that brings no sample is as good as one that fails', async () => {
  const { speak, counted } = open([voice('piper', { sound: () => [new Int16Array(0)] }), voice('espeak')])
  assert.equal((await speak('Good morning.')).engine, 'espeak')
  assert.equal(counted[0], 'spoken piper failed')
})

test('after a failure in the middle another goes on with the words that were not heard', async () => {
  const espeak = voice('espeak')
  const { speak } = open([voice('piper', failing('internal', DUB_RATE_HZ)), espeak])
  const text = 'We will meet again tomorrow at nine in the large room upstairs. Bring the plan.'
  assert.equal((await speak(text)).engine, 'piper')
  assert.deepEqual(espeak.asked, ['tomorrow at nine in the large room upstairs.'], 'the second sentence is short enough to have been heard whole')
})

test('one that hangs gives way in time, and rests before it is asked again', async () => {
  const clock = createFakeClock()
  const piper = voice('piper', { async *sound(_request, signal) {
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  } })
  const { speak, counted } = open([piper, voice('espeak')], { clock, pieceMs: 20 })
  await speak('Good morning. How are you?')
  assert.deepEqual(piper.asked, ['Good morning.'])
  assert.equal(counted[0], 'spoken piper timeout')
  clock.advance(30_000)
  await speak('Good night.')
  assert.deepEqual(piper.asked, ['Good morning.', 'Good night.'])
})

test('when the last one fails too, its error is the caller’s', async () => {
  const { speak } = open([voice('piper', failing('internal')), voice('espeak', failing('model-unavailable'))])
  await assert.rejects(speak('Good morning.'), { code: 'model-unavailable' })
  await assert.rejects(speak('Bore da.', 'cy'), { code: 'language-unavailable', message: /Welsh/ })
})

test('markup, emoji and controls are not spoken; where nothing else is, that is said', async () => {
  const piper = voice('piper')
  const { speak } = open([piper])
  await speak('<p>**Good** morning 👋🏽 _all_</p>\u0007 see https://www.example.org/a?b=c')
  assert.deepEqual(piper.asked, ['Good morning all see example.org'])
  for (const text of ['', '   ', '👍🏽 🎉', '…', '<b></b>', '***']) await assert.rejects(speak(text), { code: 'invalid-input' })
  await assert.rejects(speak('a'.repeat(10_000)), { code: 'too-large' })
})

test('a long text without an end comes in pieces that do not let one wait', async () => {
  const piper = voice('piper')
  const { speak } = open([piper])
  const words = 'and then we went on '.repeat(60)
  await speak(words)
  assert.ok(piper.asked.length >= 5 && piper.asked.every(({ length }) => length <= 240))
  assert.equal(piper.asked.join(' ').replace(/\s+/g, ' '), words.trim())
})

test('a caller who leaves, or aborts, ends the engine’s work', async () => {
  for (const how of ['leaves', 'aborts'] as const) {
    let ended = false
    const { speaker } = open([voice('piper', { async *sound(_request, signal) {
      signal.addEventListener('abort', () => {
        ended = true
      })
      yield Int16Array.of(1)
      yield Int16Array.of(2)
    } }), voice('espeak')])
    const controller = new AbortController()
    const { audio } = await speaker.speak({ text: 'Good morning.', language: 'en' }, { signal: controller.signal })
    const listen = async () => {
      for await (const _ of audio) {
        if (how === 'leaves') break
        controller.abort(new Error('gone'))
      }
    }
    if (how === 'leaves') await listen()
    else await assert.rejects(listen(), /gone/)
    assert.ok(ended)
  }
})
