import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aroundEachTest } from '../testing/bystander.ts'
import { TestClient } from '../testing/client.ts'
import { camera, microphone, opusParameters, simulcastParameters, svcParameters } from '../testing/rtp.ts'

const meeting = aroundEachTest()
const fingerprints = [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }]

test('verbs before their turn', async () => {
  const { sfu, roomId } = meeting
  const early = await TestClient.connect(sfu, { roomId, peerId: 'early' })
  const produce = microphone('none')
  assert.equal((await early.refused('createTransport', { direction: 'send' })).code, 'conflict')
  assert.equal((await early.refused('produce', produce)).code, 'not-found')
  assert.equal(
    (await early.refused('connectTransport', { transportId: 'none', dtlsParameters: { fingerprints } })).code,
    'not-found',
  )
  const { rtpCapabilities } = await early.ask('capabilities', {})
  await early.ask('join', { rtpCapabilities })
  assert.equal((await early.refused('join', { rtpCapabilities })).code, 'conflict')
  assert.equal((await early.refused('produce', produce)).code, 'not-found')
  assert.equal((await early.refused('resumeConsumer', { consumerId: 'none' })).code, 'not-found')
  await early.close()
})

test('more than there may be', async () => {
  const { ada, eve } = meeting
  assert.equal((await eve.refused('createTransport', { direction: 'send' })).code, 'conflict')
  assert.equal((await eve.refused('createTransport', { direction: 'receive' })).code, 'conflict')
  const picture = camera(eve.send)
  const { producerId } = await eve.ask('produce', picture)
  assert.equal((await ada.next('newConsumer')).producerId, producerId)
  assert.equal((await eve.refused('produce', picture)).code, 'conflict')
  await eve.ask('closeProducer', { producerId })
  await eve.ask('produce', picture)
  await ada.next('newConsumer')
  await eve.ask('connectTransport', { transportId: eve.send, dtlsParameters: { role: 'client', fingerprints } })
  assert.equal(
    (await eve.refused('connectTransport', { transportId: eve.send, dtlsParameters: { fingerprints } })).code,
    'conflict',
  )
})

test("other people's things", async () => {
  const { ada, adaSound, eve } = meeting
  const picture = await eve.ask('produce', camera(eve.send))
  const { consumerId } = await ada.next('newConsumer')
  for (const verb of ['pauseProducer', 'resumeProducer', 'closeProducer']) {
    assert.equal((await eve.refused(verb, { producerId: adaSound })).code, 'not-found', verb)
  }
  for (const verb of ['pauseConsumer', 'resumeConsumer']) {
    assert.equal((await eve.refused(verb, { consumerId })).code, 'not-found', verb)
  }
  assert.equal((await eve.refused('setPreferredLayers', { consumerId, spatialLayer: 0 })).code, 'not-found')
  for (const transportId of [ada.send, ada.receive]) {
    assert.equal(
      (await eve.refused('connectTransport', { transportId, dtlsParameters: { fingerprints } })).code,
      'not-found',
    )
    assert.equal((await eve.refused('restartIce', { transportId })).code, 'not-found')
    assert.equal(
      (await eve.refused('produce', microphone(transportId))).code,
      'not-found',
    )
  }
  await eve.ask('closeProducer', picture)
  assert.deepEqual(await ada.next('consumerClosed'), { consumerId })
})

test('data of the wrong shape', async () => {
  const { eve } = meeting
  const cases: [string, unknown][] = [
    ['join', {}],
    ['join', { rtpCapabilities: { codecs: [{ mimeType: 'audio/opus' }] } }],
    ['join', null],
    ['createTransport', { direction: 'both' }],
    ['createTransport', {}],
    ['restartIce', { transportId: '' }],
    ['connectTransport', { transportId: eve.send, dtlsParameters: { fingerprints: [] } }],
    ['connectTransport', {
      transportId: eve.send,
      dtlsParameters: { fingerprints: [{ algorithm: 'md5', value: 'AB' }] },
    }],
    ['connectTransport', {
      transportId: eve.send,
      dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: 'no' }] },
    }],
    ['setPreferredLayers', { consumerId: 'x', spatialLayer: -1 }],
    ['setPreferredLayers', { consumerId: 'x', spatialLayer: 2 ** 40 }],
    ['resumeConsumer', { consumerId: 'x'.repeat(65) }],
    ['pauseProducer', { producerId: 7 }],
  ]
  for (const [verb, data] of cases) {
    assert.equal((await eve.refused(verb, data)).code, 'invalid-input', `${verb} ${JSON.stringify(data)}`)
  }
})

test('media parameters that would confuse the native worker', async () => {
  const { eve } = meeting
  const opus = opusParameters()
  const vp8 = simulcastParameters()
  const [codec] = opus.codecs
  const audio: unknown[] = [
    { ...opus, encodings: [] },
    { ...opus, codecs: [] },
    { ...opus, codecs: [codec, codec] },
    { ...opus, codecs: [{ ...codec, payloadType: 300 }] },
    { ...opus, codecs: [{ ...codec, clockRate: 2 ** 40 }] },
    { ...opus, codecs: [{ ...codec, mimeType: 'audio/speex' }] },
    { ...opus, codecs: [{ ...codec, mimeType: 'video/VP8' }] },
    { ...opus, codecs: [{ ...codec, channels: 0 }] },
    { ...opus, codecs: [{ ...codec, parameters: { nested: { deep: [] } } }] },
    { ...opus, encodings: [{ ssrc: 2 ** 33 }] },
    { ...opus, encodings: [{ ssrc: -1 }] },
    { ...opus, encodings: [{ ssrc: 1.5 }] },
    { ...opus, encodings: [{ ssrc: 5 }, { ssrc: 5 }] },
    { ...opus, encodings: [{ ssrc: 5, codecPayloadType: 90 }] },
    { ...opus, headerExtensions: [{ uri: 'urn:unknown', id: 0 }] },
    { ...opus, headerExtensions: [{ uri: 'urn:a', id: 3 }, { uri: 'urn:b', id: 3 }] },
    { ...opus, mid: undefined, encodings: [{}] },
  ]
  const video: unknown[] = [
    { ...vp8, encodings: [{ ssrc: 9, scalabilityMode: 'L99T99' }] },
    { ...vp8, encodings: [{}, {}, {}] },
    { ...vp8, encodings: Array.from({ length: 5 }, (_, at) => ({ rid: `r${at}` })) },
    { ...vp8, encodings: [{ rid: 'a' }, { rid: 'a' }] },
    { ...vp8, encodings: [{ ssrc: 9, rtx: { ssrc: 9 } }] },
    { ...vp8, codecs: [vp8.codecs[1]] },
    { ...vp8, encodings: [{ ssrc: 9, codecPayloadType: 97 }] },
    { ...vp8, codecs: [{ ...vp8.codecs[0], mimeType: 'video/AV1' }] },
    { ...vp8, encodings: [{ ssrc: 9, scalabilityMode: 'L3T3' }] },
    { ...svcParameters(), encodings: [{ ssrc: 1, scalabilityMode: 'L3T3' }, { ssrc: 2, scalabilityMode: 'L3T3' }] },
  ]
  for (const rtpParameters of audio) {
    const refusal = await eve.refused('produce', { ...microphone(eve.send), rtpParameters })
    assert.equal(refusal.code, 'invalid-input', JSON.stringify(rtpParameters))
  }
  for (const rtpParameters of video) {
    const refusal = await eve.refused('produce', { ...camera(eve.send), rtpParameters })
    assert.equal(refusal.code, 'invalid-input', JSON.stringify(rtpParameters))
  }
  const misnamed = [{ kind: 'video', source: 'microphone', rtpParameters: vp8 }, {
    kind: 'audio',
    source: 'screen',
    rtpParameters: opus,
  }]
  for (const data of misnamed) {
    assert.equal((await eve.refused('produce', { transportId: eve.send, ...data })).code, 'invalid-input')
  }
  const onReceive = await eve.refused('produce', microphone(eve.receive))
  assert.equal(onReceive.code, 'conflict')
})

test('receive capabilities that cannot be are refused on joining, not when someone speaks', async () => {
  const { sfu, roomId } = meeting
  const odd = await TestClient.connect(sfu, { roomId, peerId: 'odd' })
  const opus = { kind: 'audio', mimeType: 'audio/opus', preferredPayloadType: 100, clockRate: 48_000, channels: 2 }
  const vp8 = { kind: 'video', mimeType: 'video/VP8', preferredPayloadType: 100, clockRate: 90_000 }
  const rtx = { ...vp8, mimeType: 'video/rtx', preferredPayloadType: 101, parameters: { apt: 'x' } }
  for (const codecs of [[opus, vp8], [vp8, rtx], [{ ...opus, rtcpFeedback: [{ parameter: 'x' }] }], 'opus']) {
    const refusal = await odd.refused('join', { rtpCapabilities: { codecs } })
    assert.equal(refusal.code, 'invalid-input', JSON.stringify(codecs))
  }
  await odd.ask('join', { rtpCapabilities: { codecs: [opus] } })
  await odd.ask('createTransport', { direction: 'receive' })
  assert.equal((await odd.next('newConsumer')).peerId, 'ada')
  await odd.ask('leave', {})
})

test('layers of a sound', async () => {
  const { sfu, roomId } = meeting
  const ben = await TestClient.join(sfu, { roomId, peerId: 'ben' })
  const { consumerId } = await ben.next('newConsumer')
  assert.equal((await ben.refused('setPreferredLayers', { consumerId, spatialLayer: 0 })).code, 'conflict')
  await ben.ask('leave', {})
})

test('a client without a codec in common is in the room all the same', async () => {
  const { sfu, roomId } = meeting
  const deaf = await TestClient.connect(sfu, { roomId, peerId: 'deaf' })
  const { peers } = await deaf.ask('join', { rtpCapabilities: { codecs: [] } })
  assert.deepEqual(peers.map(({ peerId }) => peerId), ['ada', 'eve'])
  await deaf.ask('createTransport', { direction: 'receive' })
  assert.ok(sfu.logged.some(({ event, peerId }) => event === 'consumer.no-common-codec' && peerId === 'deaf'))
  assert.deepEqual(deaf.unread, [])
  await deaf.ask('leave', {})
})
