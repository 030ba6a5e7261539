import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { after, before, beforeEach, test } from 'node:test'
import { createWorker } from 'mediasoup'
import { DomainError } from '../../domain/errors.ts'
import type { LiveCause } from '../../domain/dub.ts'
import type { RoomEvent } from '../../domain/events.ts'
import type { Preferences } from '../../domain/room.ts'
import { CLOSE_ROOM_GONE } from '../../domain/signaling.ts'
import type { ClonedSpeaker } from '../../functions/mesh/cloned_speaker.ts'
import { systemClock } from '../../infra/clock.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { silentLog } from '../../infra/log.ts'
import { noMetrics } from '../../infra/metrics/metrics.ts'
import { MEDIA_CODECS } from '../media_codecs.ts'
import { opusDurationSamples } from '../tap/opus_packet.ts'
import { createOpusStream } from '../tap/opus_stream.ts'
import { parseRtp } from '../tap/rtp_packet.ts'
import { TestClient } from '../testing/client.ts'
import { microphone } from '../testing/rtp.ts'
import { participantOf, startSfu } from '../testing/start_sfu.ts'
import type { TestSfu } from '../testing/start_sfu.ts'
import { createInterpreter } from './interpreter.ts'

const PT: Preferences = { speaks: 'pt', reads: 'pt', hears: 'translated' }
/** A voice of 100 ms. */
const TONE = Int16Array.from({ length: 2_400 }, (_, at) => 8_000 * Math.sin(at / 5))

let sfu: TestSfu
const topics = new Map<string, (event: RoomEvent) => void>()
const asked = new EventEmitter()
let texts: string[] = []
let counted: string[] = []
let speaking: () => Promise<void> = async () => {}
/** What speaks in speakers' own voices, in Portuguese: what it was asked for, and what it is to do. */
let own: string[] = []
let instead: LiveCause | null = null
const cloned: ClonedSpeaker = {
  languages: ['pt'],
  prepare: ({ peerId, language }) => void own.push(`prepare ${peerId} ${language}`),
  begin({ captionId, text }) {
    own.push(`begin ${text}`)
    return {
      leave: () => void own.push(`leave ${captionId}`),
      async speak({ onQuick }) {
        own.push(`say ${text}`)
        if (instead) onQuick(instead)
        return { engine: 'own', audio: (async function* () { yield TONE })() }
      },
    }
  },
}

before(async () => {
  sfu = await startSfu({
    decisions: async (roomId, listener) => {
      topics.set(roomId, listener)
      return async () => void topics.delete(roomId)
    },
    interpreting: {
      clock: systemClock, cloned,
      metrics: { count: (_name, labels) => void counted.push((labels as unknown as { outcome: string }).outcome), observe() {} },
      async speak({ text, language }, { signal }) {
        if (language === 'yo') throw new DomainError('language-unavailable', 'no voice')
        texts.push(text)
        asked.emit('text', text)
        await speaking()
        signal.throwIfAborted()
        return { engine: 'tone', audio: (async function* () { yield TONE })() }
      },
    },
  })
})
after(() => sfu.close())
beforeEach(() => {
  texts = []
  counted = []
  own = []
  instead = null
  speaking = async () => {}
})

/** Someone in a room, who says what they want to hear once they are in. */
async function enter(roomId: string, peerId: string, preferences?: Partial<Preferences>) {
  const client = await TestClient.join(sfu, { roomId, peerId })
  if (preferences) choose(roomId, peerId, preferences)
  return client
}
function choose(roomId: string, peerId: string, preferences: Partial<Preferences>) {
  const participant = participantOf(roomId, peerId)
  tell(roomId, { type: 'participant-changed', participant: { ...participant, preferences: { ...participant.preferences, ...preferences } } })
}
const tell = (roomId: string, event: RoomEvent) => topics.get(roomId)!(event)
let number = 0
function caption(roomId: string, { kind = 'final', text = 'Bom dia.', reader = 'pt', peerId = 'ada', captionId = `c${number++}`, agoMs = 0 } = {}): RoomEvent {
  const endMs = Date.now() - agoMs
  return {
    type: 'caption', reader: reader as 'pt', untranslated: null,
    caption: { captionId, roomId, peerId, speakerName: 'Ada', kind: kind as 'final', language: 'en', text: 'Good morning.', confidence: 1, startMs: endMs - 1_000, endMs },
    translation: { language: reader as 'pt', text, engine: 'e' },
  }
}
const channels = async (roomId: string) => ((await sfu.rooms.find(roomId))?.channels ?? []).map(({ speakerId, language, voice }) => `${speakerId} ${language}${voice === 'cloned' ? ' cloned' : ''}`)
const sources = (client: TestClient) => client.unread.flatMap((message) => ('notification' in message && message.notification === 'newConsumer' ? [message.data.source] : []))

/** Answers as a browser does: each consumer is asked for as soon as it is announced. */
async function listen(client: TestClient) {
  const consumer = await client.next('newConsumer')
  await client.ask('resumeConsumer', { consumerId: consumer.consumerId })
  return consumer
}

test('whoever hears translations receives a speaker’s dub, and nobody else does; it is the voice’s sound', async () => {
  const ada = await enter('one', 'ada')
  const [bia, caio] = [await enter('one', 'bia', PT), await enter('one', 'caio', { reads: 'pt', hears: 'original' })]
  // The first words open the channel; nothing that may change is spoken.
  tell('one', caption('one', { kind: 'interim', text: 'Bom', captionId: 'one' }))
  const consumer = await listen(bia)
  assert.deepEqual([consumer.peerId, consumer.source, consumer.kind, texts], ['ada', 'interpreter', 'audio', []])

  const { router } = (await sfu.rooms.find('one'))!
  const ear = await (await router.createDirectTransport()).consume({ producerId: consumer.producerId, rtpCapabilities: router.rtpCapabilities })
  const decoder = await createOpusStream()
  const loudness: number[] = []
  const heard = new Promise<void>((resolve) => ear.on('rtp', (bytes) => {
    const { payload } = parseRtp(bytes)!
    assert.equal(opusDurationSamples(payload), 960)
    const pcm = decoder.decode(payload)!
    loudness.push(Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length))
    if (loudness.length === 10) resolve()
  }))
  tell('one', caption('one', { captionId: 'one' }))
  await heard
  decoder.close()
  assert.ok(loudness[3]! > 0.1 && loudness[9]! < 0.01, String(loudness))
  assert.deepEqual(await bia.next('interpreting'), { peerId: 'ada', playing: true, fast: false, unspoken: null, quick: null })
  assert.deepEqual(await bia.next('interpreting'), { peerId: 'ada', playing: false, fast: false, unspoken: null, quick: null })
  assert.deepEqual([texts, counted], [['Bom dia.'], ['spoken']])
  for (const other of [ada, caio]) assert.deepEqual(sources(other), [])
  // What is somebody else's is unknown to whoever asks for it.
  assert.equal((await caio.refused('resumeConsumer', { consumerId: consumer.consumerId })).code, 'not-found')
  await Promise.all([ada, bia, caio].map((client) => client.close()))
})

test('nobody else can be the interpreter', async () => {
  const ada = await enter('mimic', 'ada')
  const refused = await ada.refused('produce', { ...microphone(ada.send), source: 'interpreter' })
  assert.deepEqual([refused.code, /source/.test(refused.message)], ['invalid-input', true])
  await ada.close()
})

test('what somebody hears is no matter of signalling: nobody comes to a translated or cloned voice by it', async () => {
  const ada = await enter('plan', 'ada')
  const bob = await TestClient.connect(sfu, { roomId: 'plan', peerId: 'bob' })
  const { rtpCapabilities } = await bob.ask('capabilities', {})
  const wish = { reads: 'pt', hears: 'cloned' }
  await bob.ask('join', { rtpCapabilities, ...wish, preferences: wish })
  await bob.ask('createTransport', { direction: 'receive', ...wish, preferences: wish })
  for (const verb of ['preferences', 'updatePreferences', 'hear']) assert.equal((await bob.refused(verb, wish)).code, 'not-found')
  tell('plan', caption('plan'))
  await bob.refused('resumeConsumer', { consumerId: 'any' })
  assert.deepEqual([sources(bob), texts, await channels('plan')], [[], [], []])
  await Promise.all([ada, bob].map((client) => client.close()))
})

test('a caption is spoken once however often it comes, in the order of speech; stale ones, own words and other languages are not', async () => {
  const [ada, bia] = [await enter('order', 'ada'), await enter('order', 'bia', PT)]
  tell('order', caption('order', { kind: 'interim', text: 'A' }))
  await listen(bia)
  for (const [text, captionId] of [['A', 'a'], ['B', 'b'], ['A', 'a'], ['B', 'b']] as const) tell('order', caption('order', { text, captionId }))
  tell('order', caption('order', { text: 'old', agoMs: 60_000 }))
  tell('order', caption('order', { text: 'mine', peerId: 'bia' }))
  tell('order', caption('order', { text: 'other', reader: 'vi' }))
  tell('order', { ...caption('order'), translation: null } as RoomEvent)
  tell('order', caption('order', { text: ' ' }))
  tell('order', caption('order', { text: 'C' }))
  while (!texts.includes('C')) await once(asked, 'text')
  assert.deepEqual(texts, ['A', 'B', 'C'])
  assert.deepEqual(await channels('order'), ['ada pt'])
  assert.ok(counted.includes('stale'))
  await Promise.all([ada.close(), bia.close()])
})

test('while nobody hears a language nothing is opened and nothing is spoken', async () => {
  const [ada, bia] = [await enter('none', 'ada'), await enter('none', 'bia', { reads: 'pt' })]
  tell('none', caption('none'))
  assert.deepEqual([await channels('none'), texts], [[], []])
  choose('none', 'bia', PT)
  tell('none', caption('none', { text: 'Agora.' }))
  await listen(bia)
  await bia.next('interpreting')
  assert.deepEqual(texts, ['Agora.'])
  await Promise.all([ada.close(), bia.close()])
})

test('a channel follows what people choose: theirs is taken away, the last listener closes it, a newcomer receives it', async () => {
  const [ada, bia] = [await enter('change', 'ada'), await enter('change', 'bia', PT)]
  tell('change', caption('change'))
  const { consumerId } = await listen(bia)
  const caio = await enter('change', 'caio', PT)
  assert.equal((await listen(caio)).source, 'interpreter')
  choose('change', 'bia', { reads: 'pt', hears: 'original' })
  assert.deepEqual(await bia.next('consumerClosed'), { consumerId })
  assert.deepEqual(await channels('change'), ['ada pt'])
  choose('change', 'caio', { reads: 'vi', hears: 'translated' })
  await caio.next('consumerClosed')
  assert.deepEqual(await channels('change'), [])
  // Back again: the same channel opens anew.
  choose('change', 'bia', PT)
  tell('change', caption('change'))
  assert.equal((await listen(bia)).source, 'interpreter')
  await bia.close()
  await sfu.until('peer.left')
  while ((await channels('change')).length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await Promise.all([ada.close(), caio.close()])
})

test('two people who speak at once have a channel each', async () => {
  const [ada, dan, bia] = [await enter('two', 'ada'), await enter('two', 'dan'), await enter('two', 'bia', PT)]
  tell('two', caption('two', { text: 'A' }))
  tell('two', caption('two', { text: 'D', peerId: 'dan' }))
  const consumers = [await listen(bia), await listen(bia)]
  assert.deepEqual(consumers.map(({ peerId }) => peerId).sort(), ['ada', 'dan'])
  const playing = new Set<string>()
  while (playing.size < 2) {
    const news = await bia.next('interpreting')
    if (news.playing) playing.add(news.peerId)
  }
  await Promise.all([ada, dan, bia].map((client) => client.close()))
})

test('a machine that is behind with captions speaks nothing and says so, until it has caught up', async () => {
  const [ada, bia] = [await enter('busy', 'ada'), await enter('busy', 'bia', PT)]
  tell('busy', { type: 'captions-status', behindMs: 5_000, shed: 0, lost: 0 })
  tell('busy', caption('busy', { text: 'shed' }))
  await listen(bia)
  assert.equal((await bia.next('interpreting')).unspoken, 'busy')
  tell('busy', { type: 'captions-status', behindMs: 0, shed: 0, lost: 0 })
  tell('busy', caption('busy', { text: 'spoken' }))
  assert.deepEqual(await bia.next('interpreting'), { peerId: 'ada', playing: true, fast: false, unspoken: null, quick: null })
  assert.deepEqual([texts, counted], [['spoken'], ['busy', 'spoken']])
  await Promise.all([ada.close(), bia.close()])
})

test('one who chose the speaker’s own voice hears that, another the quick one, each in a channel that is there for as long as they hear it', async () => {
  const [ada, bia, caio] = [await enter('own', 'ada'), await enter('own', 'bia', { ...PT, hears: 'cloned' }), await enter('own', 'caio', PT)]
  tell('own', caption('own', { kind: 'interim', text: 'Bom', captionId: 'own' }))
  const [hers, his] = [await listen(bia), await listen(caio)]
  assert.notEqual(hers.producerId, his.producerId)
  assert.deepEqual((await channels('own')).sort(), ['ada pt', 'ada pt cloned'])
  for (let times = 0; times < 2; times++) tell('own', caption('own', { captionId: 'own' }))
  assert.deepEqual(await bia.next('interpreting'), { peerId: 'ada', playing: true, fast: false, unspoken: null, quick: null })
  assert.deepEqual(await caio.next('interpreting'), { peerId: 'ada', playing: true, fast: false, unspoken: null, quick: null })
  assert.deepEqual([own, texts], [['prepare ada pt', 'begin Bom dia.', 'say Bom dia.'], ['Bom dia.']])
  for (const listener of [bia, caio]) assert.equal((await listener.next('interpreting')).playing, false)

  // Where it has to be the quick voice, she alone is told why.
  instead = 'consent'
  tell('own', caption('own', { text: 'E agora?' }))
  assert.deepEqual(await bia.next('interpreting'), { peerId: 'ada', playing: true, fast: false, unspoken: null, quick: 'consent' })
  assert.equal((await caio.next('interpreting')).quick, null)
  assert.deepEqual([sources(bia), sources(caio)], [[], []])

  choose('own', 'bia', PT)
  assert.deepEqual(await bia.next('consumerClosed'), { consumerId: hers.consumerId })
  assert.deepEqual([await channels('own'), (await listen(bia)).producerId], [['ada pt'], his.producerId])
  await Promise.all([ada, bia, caio].map((client) => client.close()))
})

test('what no engine speaks live in the speaker’s voice is heard in the quick one; a machine that is behind begins no clone', async () => {
  const [ada, bia] = [await enter('lacks', 'ada'), await enter('lacks', 'bia', { reads: 'vi', hears: 'cloned' })]
  tell('lacks', caption('lacks', { reader: 'vi' }))
  await listen(bia)
  await bia.next('interpreting')
  assert.deepEqual([await channels('lacks'), own, texts], [['ada vi'], [], ['Bom dia.']])
  choose('lacks', 'bia', { reads: 'pt', hears: 'cloned' })
  tell('lacks', { type: 'captions-status', behindMs: 5_000, shed: 0, lost: 0 })
  tell('lacks', caption('lacks'))
  await listen(bia)
  while ((await bia.next('interpreting')).unspoken !== 'busy') assert.deepEqual(own, ['prepare ada pt'])
  assert.deepEqual([own, texts], [['prepare ada pt'], ['Bom dia.']])
  await Promise.all([ada.close(), bia.close()])
})

test('a language without a voice is said', async () => {
  const [ada, bia] = [await enter('mute', 'ada'), await enter('mute', 'bia', { reads: 'yo', hears: 'translated' })]
  tell('mute', caption('mute', { reader: 'yo' }))
  await listen(bia)
  assert.equal((await bia.next('interpreting')).unspoken, 'no-voice')
  await Promise.all([ada.close(), bia.close()])
})

test('whoever leaves is spoken for until their last words are out', async () => {
  const worker = await createWorker({ logLevel: 'error' })
  const router = await worker.createRouter({ mediaCodecs: MEDIA_CODECS })
  const clock = createFakeClock(Date.now())
  let here = true
  const states: boolean[] = []
  const interpreter = createInterpreter({ clock, metrics: noMetrics, speak: async () => ({ engine: 'tone', audio: (async function* () { yield TONE })() }) }, {
    router, log: silentLog,
    audience: { hears: () => true, present: () => here, open: async () => {}, tell: (_channel, { playing }) => void states.push(playing) },
  })
  const open = async (count: number) => {
    while (interpreter.channels.length !== count) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  interpreter.receive(caption('left', { kind: 'interim' }))
  await open(1)
  here = false
  interpreter.refresh()
  clock.advance(4_900)
  interpreter.receive(caption('left'))
  while (states.length < 1) await new Promise((resolve) => setTimeout(resolve, 5))
  clock.advance(150)
  assert.equal(interpreter.channels.length, 1, 'the last words are being said')
  for (let at = 0; at < 20; at++) {
    clock.advance(20)
    await new Promise(setImmediate)
  }
  assert.deepEqual([states, interpreter.channels], [[true, false], []])
  // Words that come later still are spoken as well, by a channel that closes after them.
  interpreter.receive(caption('left'))
  await open(1)
  interpreter.close()
  interpreter.close()
  await open(0)
  router.close()
  worker.close()
})

test('a dub at work is given up with its room, and with its media worker', async () => {
  for (const end of ['leave', 'worker'] as const) {
    const roomId = `end-${end}`
    let release = () => {}
    speaking = () => new Promise((resolve) => (release = resolve))
    const [ada, bia] = [await enter(roomId, 'ada'), await enter(roomId, 'bia', PT)]
    tell(roomId, caption(roomId))
    await once(asked, 'text')
    const room = (await sfu.rooms.find(roomId))!
    assert.equal(room.channels.length, 1)
    if (end === 'worker') {
      process.kill(sfu.workers.pids[0]!, 'SIGKILL')
      assert.equal(await bia.closed, CLOSE_ROOM_GONE)
    } else await Promise.all([ada.close(1000), bia.close(1000)])
    while (await sfu.rooms.find(roomId)) await new Promise((resolve) => setTimeout(resolve, 5))
    release()
    await new Promise(setImmediate)
    assert.deepEqual([room.closed, room.channels, counted], [true, [], []])
  }
})
