import assert from 'node:assert/strict'
import { setImmediate as settle } from 'node:timers/promises'
import { test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import type { MeshSpeaker } from '../../functions/mesh/ports.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { silentLog } from '../../infra/log.ts'
import { noMetrics } from '../../infra/metrics/metrics.ts'
import { createChannel } from './channel.ts'
import type { ChannelState } from './channel.ts'
import { createPacer } from './pacer.ts'

/** Samples of a second. */
const SECOND = 24_000

/** A channel on a clock in the test's hand; a text is spoken in as many seconds as it says (`"3 s"`), or as it is told. */
function open(speak?: MeshSpeaker['speak'], heard = async () => {}) {
  const clock = createFakeClock(1_000_000)
  const said: { text: string; speed: number | undefined; atMs: number }[] = []
  const states: ChannelState[] = []
  const counted: string[] = []
  const lags: number[] = []
  let sent = 0
  let closed = 0
  const pacer = createPacer({ clock, send: () => sent++, onQuiet: () => channel.quiet() })
  const channel = createChannel({
    language: 'pt', clock, log: silentLog, heard,
    track: { push: pacer.push, flush: pacer.flush, below: pacer.below, get bufferedMs() { return pacer.bufferedMs }, close: () => void (closed++, pacer.close()) },
    speak: speak ?? (async ({ text, speed }) => {
      said.push({ text, speed, atMs: clock.now() - 1_000_000 })
      const seconds = Number.parseFloat(text) / (speed ?? 1)
      return { engine: 'tone', audio: (async function* () { yield new Int16Array(seconds * SECOND).fill(1) })() }
    }),
    onState: (state) => states.push(state),
    metrics: { count: (_name, labels) => void counted.push((labels as unknown as { outcome: string }).outcome), observe: (_name, _labels, value) => void lags.push(value) },
  })
  return {
    clock, channel, said, states, counted, lags, sent: () => sent, closed: () => closed,
    say: (text: string, captionId = text) => channel.say({ captionId, text, spokenUntilMs: clock.now() - 600 }),
    /** Time passes in steps as short as a frame, so that what waits for it goes on. */
    async pass(ms: number) {
      for (let left = ms; left > 0; left -= 20) {
        clock.advance(20)
        await settle()
      }
    },
  }
}

test('a dub begins at once, and the next one follows it without a hole', async () => {
  const under = open()
  under.say('1 s')
  await settle()
  assert.equal(under.sent(), 8)
  assert.deepEqual(under.states, [{ playing: true, fast: false, unspoken: null, quick: null }])
  assert.deepEqual(under.lags, [0.6])
  under.say('2 s')
  await under.pass(1_000)
  assert.deepEqual(under.said.map(({ text }) => text), ['1 s', '2 s'])
  await under.pass(2_000)
  assert.ok(under.sent() >= 150 && under.sent() <= 158, String(under.sent()))
  await under.pass(500)
  assert.deepEqual(under.states.at(-1), { playing: false, fast: false, unspoken: null, quick: null })
  assert.equal(under.states.length, 2, 'it was never quiet in between')
  assert.deepEqual(under.counted, ['spoken', 'spoken'])
})

test('a voice more than four seconds behind speaks quicker, then leaves whole dubs out and says so, then is itself again', async () => {
  const under = open()
  under.say('6 s', 'a')
  await under.pass(100)
  for (const text of ['6 s', '5 s', '4 s', '3 s']) under.say(text)
  await under.pass(30_000)
  assert.deepEqual(under.said.map(({ text, speed }) => [text, speed]), [['6 s', undefined], ['6 s', 1.25]], 'the others would begin more than ten seconds late')
  assert.deepEqual(under.counted, ['spoken', 'fast', 'behind', 'behind', 'behind'])
  assert.ok(under.states.some(({ playing, fast }) => playing && fast))
  assert.ok(under.states.some(({ unspoken }) => unspoken === 'behind'))
  under.say('1 s')
  await under.pass(100)
  assert.deepEqual(under.states.at(-1), { playing: true, fast: false, unspoken: null, quick: null })
})

test('a voice that fails is counted and said, and the next dub is spoken', async () => {
  const failures: unknown[] = [new DomainError('unavailable', 'down'), new DomainError('language-unavailable', 'no'), new DomainError('invalid-input', '...'), new Error('odd')]
  const under = open(async () => {
    const failure = failures.shift()
    if (failure) throw failure
    return { engine: 'tone', audio: (async function* () { yield new Int16Array(SECOND) })() }
  })
  for (const text of ['a', 'b', 'c', 'd', 'e']) under.say(text)
  await settle()
  assert.deepEqual(under.counted, ['failed', 'no-voice', 'wordless', 'failed', 'spoken'])
  assert.deepEqual(under.states.map(({ unspoken }) => unspoken), ['failed', 'no-voice', 'failed', null])
})

test('a voice that breaks off, makes no sound or does not begin holds nothing up', async () => {
  let turn = 0
  const under = open(async (_request, { signal }) => {
    turn++
    if (turn === 3) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    return {
      engine: 'tone',
      audio: (async function* () {
        if (turn === 2) return
        yield new Int16Array(480)
        if (turn === 1) throw new DomainError('unavailable', 'broke off')
      })(),
    }
  })
  for (const text of ['a', 'b', 'c', 'd']) under.say(text)
  await under.pass(6_000)
  assert.deepEqual(under.counted, ['failed', 'failed', 'failed', 'fast'], 'the last one waited five seconds for the third')
  assert.equal(under.states.at(-1)?.playing, false)
})

test('nothing is sent before those who hear it receive it', async () => {
  let ready = () => {}
  const under = open(undefined, () => new Promise<void>((resolve) => (ready = resolve)))
  under.say('1 s')
  await under.pass(200)
  assert.deepEqual([under.said.length, under.sent()], [1, 0], 'the voice works meanwhile')
  ready()
  await settle()
  assert.equal(under.sent(), 8)
})

test('closing stops the voice at its work, and lets go once', async () => {
  let aborted: unknown = null
  const under = open(async (_request, { signal }) => ({
    engine: 'tone',
    audio: (async function* () {
      yield new Int16Array(480)
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject((aborted = signal.reason))))
    })(),
  }))
  under.say('a')
  under.say('b')
  await settle()
  under.channel.close()
  under.channel.close()
  under.say('c')
  await settle()
  assert.match(String(aborted), /Nobody hears/)
  assert.equal(under.closed(), 1)
  assert.deepEqual(under.counted, [])
  const before = under.sent()
  await under.pass(1_000)
  assert.equal(under.sent(), before)
})

test('a dub in the speaker’s own voice goes its own way; why it is the quick voice is told until the next one, and what is not said is left', async () => {
  const under = open()
  const left: string[] = []
  const asked: (number | undefined)[] = []
  const say = (captionId: string, script: { before?: 'slow'; after?: 'engine'; seconds?: number } = {}) => under.channel.say({
    captionId, text: captionId, spokenUntilMs: under.clock.now(),
    clone: {
      leave: () => void left.push(captionId),
      async speak({ speed, onQuick }) {
        asked.push(speed)
        if (script.before) onQuick(script.before)
        return {
          engine: 'own',
          audio: (async function* () {
            yield new Int16Array((script.seconds ?? 0.2) * SECOND)
            if (script.after) onQuick(script.after)
            yield new Int16Array(0.1 * SECOND)
          })(),
        }
      },
    },
  })
  say('own')
  await under.pass(600)
  say('late', { before: 'slow' })
  await under.pass(600)
  say('broken', { after: 'engine' })
  await under.pass(600)
  say('own again')
  await under.pass(600)
  assert.deepEqual(under.said, [], 'nobody else is asked')
  assert.deepEqual(under.states.filter(({ playing }) => playing).map(({ quick }) => quick), [null, 'slow', null, 'engine', null])
  assert.deepEqual(under.counted, ['spoken', 'spoken', 'spoken', 'spoken'])

  for (const [captionId, seconds] of [['a', 6], ['b', 6], ['c', 5], ['d', 5]] as const) say(captionId, { seconds })
  await under.pass(20_000)
  assert.deepEqual([asked.slice(4), left], [[undefined, 1.25], ['c', 'd']], 'too far behind')
  say('e', { seconds: 3 })
  say('f')
  await under.pass(100)
  under.channel.close()
  say('g')
  assert.deepEqual(left, ['c', 'd', 'f', 'g'])
})
