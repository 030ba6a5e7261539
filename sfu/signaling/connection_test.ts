import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { ErrorCode } from '../../domain/errors.ts'
import { CLOSE_TOO_MANY_MESSAGES, SIGNALING_MESSAGE_MAX } from '../../domain/signaling.ts'
import { SOCKET_MESSAGE_MAX } from '../app.ts'
import { TestClient } from '../testing/client.ts'
import { opusParameters, simulcastParameters, svcParameters } from '../testing/rtp.ts'
import type { TestSfu } from '../testing/start_sfu.ts'
import { startSfu } from '../testing/start_sfu.ts'

type Joined = Awaited<ReturnType<typeof TestClient.join>>

const fingerprints = [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }]
let sfu: TestSfu
let pids: number[]
/** Ada sends; what Eve does must not reach her. */
let ada: Joined
let eve: Joined
let adaSound: string
let roomId: string
let meetings = 0

before(async () => {
  sfu = await startSfu()
  pids = sfu.workers.pids
})
after(() => sfu.close())
beforeEach(async () => {
  roomId = `meeting-${++meetings}`
  ada = await TestClient.join(sfu, { roomId, peerId: 'ada' })
  eve = await TestClient.join(sfu, { roomId, peerId: 'eve' })
  adaSound = (await ada.ask('produce', { transportId: ada.send, kind: 'audio', source: 'microphone', rtpParameters: opusParameters() })).producerId
  await eve.next('newConsumer')
})

/** Whatever happened: the bystander's media goes on, someone new receives her, and no worker was lost. */
afterEach(async () => {
  await eve.close()
  const ben = await TestClient.join(sfu, { roomId, peerId: 'ben' })
  const { consumerId, producerId } = await ben.next('newConsumer')
  assert.equal(producerId, adaSound)
  await ben.ask('resumeConsumer', { consumerId })
  await ben.ask('produce', { transportId: ben.send, kind: 'video', source: 'camera', rtpParameters: simulcastParameters() })
  assert.equal((await ada.next('newConsumer')).peerId, 'ben')
  await ada.ask('pauseProducer', { producerId: adaSound })
  assert.deepEqual(await ben.next('consumerPaused'), { consumerId })
  assert.deepEqual(sfu.workers.pids, pids)
  assert.deepEqual(sfu.logged.filter(({ level }) => level === 'error'), [])
  await Promise.all([ada.close(), ben.close()])
})

test('messages that cannot be read are answered without an id, and the connection goes on', async () => {
  const cases: [string | Uint8Array, ErrorCode][] = [
    ['{"id":1,', 'invalid-input'], ['', 'invalid-input'], ['null', 'invalid-input'], ['[]', 'invalid-input'], ['"verb"', 'invalid-input'],
    ['{}', 'invalid-input'], ['{"id":-1,"verb":"join"}', 'invalid-input'], ['{"id":1.5,"verb":"join"}', 'invalid-input'],
    ['['.repeat(30_000), 'invalid-input'],
    [new TextEncoder().encode('{"id":1,"verb":"capabilities","data":{}}'), 'invalid-input'],
    [new Uint8Array(SIGNALING_MESSAGE_MAX * 2), 'invalid-input'],
    [JSON.stringify({ id: 1, verb: 'capabilities', data: 'x'.repeat(SIGNALING_MESSAGE_MAX) }), 'too-large'],
    [JSON.stringify({ id: 1, verb: 'capabilities', data: 'é'.repeat(SIGNALING_MESSAGE_MAX / 2) }), 'too-large'],
  ]
  for (const [message, code] of cases) {
    eve.raw(message)
    const answer = await eve.answer(null)
    assert.equal(!answer.ok && answer.error.code, code, String(message).slice(0, 60))
  }
  await eve.ask('capabilities', {})
})

test('a message with an id keeps it in its refusal', async () => {
  eve.raw(JSON.stringify({ id: 900, verb: 7, data: {} }))
  const answer = await eve.answer(900)
  assert.equal(!answer.ok && answer.error.code, 'invalid-input')
})

test('a message over what the socket takes ends that socket alone', async () => {
  eve.raw('x'.repeat(SOCKET_MESSAGE_MAX + 1))
  assert.equal(await eve.closed, 1009)
  assert.deepEqual(await ada.next('peerLeft'), { peerId: 'eve' })
})

test('verbs that are not in the table', async () => {
  for (const verb of ['dance', '', 'constructor', '__proto__', 'toString', 'Join']) assert.equal((await eve.refused(verb, {})).code, 'not-found', verb)
  assert.equal((await eve.refused('x'.repeat(41), {})).code, 'invalid-input')
})

test('verbs before their turn', async () => {
  const early = await TestClient.connect(sfu, { roomId, peerId: 'early' })
  const produce = { transportId: 'none', kind: 'audio', source: 'microphone', rtpParameters: opusParameters() }
  assert.equal((await early.refused('createTransport', { direction: 'send' })).code, 'conflict')
  assert.equal((await early.refused('produce', produce)).code, 'not-found')
  assert.equal((await early.refused('connectTransport', { transportId: 'none', dtlsParameters: { fingerprints } })).code, 'not-found')
  const { rtpCapabilities } = await early.ask('capabilities', {})
  await early.ask('join', { rtpCapabilities })
  assert.equal((await early.refused('join', { rtpCapabilities })).code, 'conflict')
  assert.equal((await early.refused('produce', produce)).code, 'not-found')
  assert.equal((await early.refused('resumeConsumer', { consumerId: 'none' })).code, 'not-found')
  await early.close()
})

test('more than there may be', async () => {
  assert.equal((await eve.refused('createTransport', { direction: 'send' })).code, 'conflict')
  assert.equal((await eve.refused('createTransport', { direction: 'receive' })).code, 'conflict')
  const camera = { transportId: eve.send, kind: 'video', source: 'camera', rtpParameters: simulcastParameters() }
  const { producerId } = await eve.ask('produce', camera)
  assert.equal((await ada.next('newConsumer')).producerId, producerId)
  assert.equal((await eve.refused('produce', camera)).code, 'conflict')
  await eve.ask('closeProducer', { producerId })
  await eve.ask('produce', camera)
  await ada.next('newConsumer')
  await eve.ask('connectTransport', { transportId: eve.send, dtlsParameters: { role: 'client', fingerprints } })
  assert.equal((await eve.refused('connectTransport', { transportId: eve.send, dtlsParameters: { fingerprints } })).code, 'conflict')
})

test("other people's things", async () => {
  const camera = await eve.ask('produce', { transportId: eve.send, kind: 'video', source: 'camera', rtpParameters: simulcastParameters() })
  const { consumerId } = await ada.next('newConsumer')
  for (const verb of ['pauseProducer', 'resumeProducer', 'closeProducer']) assert.equal((await eve.refused(verb, { producerId: adaSound })).code, 'not-found', verb)
  for (const verb of ['pauseConsumer', 'resumeConsumer']) assert.equal((await eve.refused(verb, { consumerId })).code, 'not-found', verb)
  assert.equal((await eve.refused('setPreferredLayers', { consumerId, spatialLayer: 0 })).code, 'not-found')
  for (const transportId of [ada.send, ada.receive]) {
    assert.equal((await eve.refused('connectTransport', { transportId, dtlsParameters: { fingerprints } })).code, 'not-found')
    assert.equal((await eve.refused('restartIce', { transportId })).code, 'not-found')
    assert.equal((await eve.refused('produce', { transportId, kind: 'audio', source: 'microphone', rtpParameters: opusParameters() })).code, 'not-found')
  }
  await eve.ask('closeProducer', camera)
  assert.deepEqual(await ada.next('consumerClosed'), { consumerId })
})

test('data of the wrong shape', async () => {
  const cases: [string, unknown][] = [
    ['join', {}], ['join', { rtpCapabilities: { codecs: [{ mimeType: 'audio/opus' }] } }], ['join', null],
    ['createTransport', { direction: 'both' }], ['createTransport', {}], ['restartIce', { transportId: '' }],
    ['connectTransport', { transportId: eve.send, dtlsParameters: { fingerprints: [] } }],
    ['connectTransport', { transportId: eve.send, dtlsParameters: { fingerprints: [{ algorithm: 'md5', value: 'AB' }] } }],
    ['connectTransport', { transportId: eve.send, dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: 'no' }] } }],
    ['setPreferredLayers', { consumerId: 'x', spatialLayer: -1 }], ['setPreferredLayers', { consumerId: 'x', spatialLayer: 2 ** 40 }],
    ['resumeConsumer', { consumerId: 'x'.repeat(65) }], ['pauseProducer', { producerId: 7 }],
  ]
  for (const [verb, data] of cases) assert.equal((await eve.refused(verb, data)).code, 'invalid-input', `${verb} ${JSON.stringify(data)}`)
})

test('media parameters that would confuse the native worker', async () => {
  const opus = opusParameters()
  const vp8 = simulcastParameters()
  const [codec] = opus.codecs
  const audio: unknown[] = [
    { ...opus, encodings: [] }, { ...opus, codecs: [] }, { ...opus, codecs: [codec, codec] },
    { ...opus, codecs: [{ ...codec, payloadType: 300 }] }, { ...opus, codecs: [{ ...codec, clockRate: 2 ** 40 }] },
    { ...opus, codecs: [{ ...codec, mimeType: 'audio/speex' }] }, { ...opus, codecs: [{ ...codec, mimeType: 'video/VP8' }] },
    { ...opus, codecs: [{ ...codec, channels: 0 }] }, { ...opus, codecs: [{ ...codec, parameters: { nested: { deep: [] } } }] },
    { ...opus, encodings: [{ ssrc: 2 ** 33 }] }, { ...opus, encodings: [{ ssrc: -1 }] }, { ...opus, encodings: [{ ssrc: 1.5 }] },
    { ...opus, encodings: [{ ssrc: 5 }, { ssrc: 5 }] }, { ...opus, encodings: [{ ssrc: 5, codecPayloadType: 90 }] },
    { ...opus, headerExtensions: [{ uri: 'urn:unknown', id: 0 }] }, { ...opus, headerExtensions: [{ uri: 'urn:a', id: 3 }, { uri: 'urn:b', id: 3 }] },
    { ...opus, mid: undefined, encodings: [{}] },
  ]
  const video: unknown[] = [
    { ...vp8, encodings: [{ ssrc: 9, scalabilityMode: 'L99T99' }] }, { ...vp8, encodings: [{}, {}, {}] },
    { ...vp8, encodings: Array.from({ length: 5 }, (_, at) => ({ rid: `r${at}` })) }, { ...vp8, encodings: [{ rid: 'a' }, { rid: 'a' }] },
    { ...vp8, encodings: [{ ssrc: 9, rtx: { ssrc: 9 } }] }, { ...vp8, codecs: [vp8.codecs[1]] }, { ...vp8, encodings: [{ ssrc: 9, codecPayloadType: 97 }] },
    { ...vp8, codecs: [{ ...vp8.codecs[0], mimeType: 'video/AV1' }] }, { ...vp8, encodings: [{ ssrc: 9, scalabilityMode: 'L3T3' }] },
    { ...svcParameters(), encodings: [{ ssrc: 1, scalabilityMode: 'L3T3' }, { ssrc: 2, scalabilityMode: 'L3T3' }] },
  ]
  for (const rtpParameters of audio) {
    const refusal = await eve.refused('produce', { transportId: eve.send, kind: 'audio', source: 'microphone', rtpParameters })
    assert.equal(refusal.code, 'invalid-input', JSON.stringify(rtpParameters))
  }
  for (const rtpParameters of video) {
    const refusal = await eve.refused('produce', { transportId: eve.send, kind: 'video', source: 'camera', rtpParameters })
    assert.equal(refusal.code, 'invalid-input', JSON.stringify(rtpParameters))
  }
  const misnamed = [{ kind: 'video', source: 'microphone', rtpParameters: vp8 }, { kind: 'audio', source: 'screen', rtpParameters: opus }]
  for (const data of misnamed) assert.equal((await eve.refused('produce', { transportId: eve.send, ...data })).code, 'invalid-input')
  const onReceive = await eve.refused('produce', { transportId: eve.receive, kind: 'audio', source: 'microphone', rtpParameters: opus })
  assert.equal(onReceive.code, 'conflict')
})

test('layers of a sound', async () => {
  const ben = await TestClient.join(sfu, { roomId, peerId: 'ben' })
  const { consumerId } = await ben.next('newConsumer')
  assert.equal((await ben.refused('setPreferredLayers', { consumerId, spatialLayer: 0 })).code, 'conflict')
  await ben.ask('leave', {})
})

test('a client without a codec in common is in the room all the same', async () => {
  const deaf = await TestClient.connect(sfu, { roomId, peerId: 'deaf' })
  const { peers } = await deaf.ask('join', { rtpCapabilities: { codecs: [] } })
  assert.deepEqual(peers.map(({ peerId }) => peerId), ['ada', 'eve'])
  await deaf.ask('createTransport', { direction: 'receive' })
  assert.ok(sfu.logged.some(({ event, peerId }) => event === 'consumer.no-common-codec' && peerId === 'deaf'))
  assert.deepEqual(deaf.unread, [])
  await deaf.ask('leave', {})
})

test('answers come in the order of the requests', async () => {
  const late = await TestClient.connect(sfu, { roomId, peerId: 'late' })
  const { rtpCapabilities } = await late.ask('capabilities', {})
  late.request('join', { rtpCapabilities })
  late.request('createTransport', { direction: 'receive' })
  late.raw('not json')
  late.request('createTransport', { direction: 'send' })
  const last = late.request('dance', {})
  await late.answer(last)
  const order = late.unread.map((message) => ('ok' in message ? message.id : message.notification))
  assert.deepEqual(order, [2, 3, 'newConsumer', null, 4])
  await late.ask('leave', {})
})

test('requests after `leave` are not run', async () => {
  const brief = await TestClient.join(sfu, { roomId, peerId: 'brief' })
  const left = brief.request('leave', {})
  brief.request('produce', { transportId: brief.send, kind: 'video', source: 'camera', rtpParameters: simulcastParameters() })
  assert.equal((await brief.answer(left)).ok, true)
  assert.equal(await brief.closed, 1000)
  assert.deepEqual(brief.unread.filter((message) => 'ok' in message), [])
})

test('a flood is told so and cut off', async () => {
  for (let sent = 0; sent < 400; sent++) eve.raw('{"id":1}')
  assert.equal(await eve.closed, CLOSE_TOO_MANY_MESSAGES)
  const refusals = eve.unread.map((message) => 'ok' in message && !message.ok && message.error.code)
  assert.equal(refusals.at(-1), 'too-many-requests')
})
