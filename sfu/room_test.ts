import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CLOSE_REPLACED } from '../domain/signaling.ts'
import { TestClient } from './testing/client.ts'
import { camera, microphone, svcParameters } from './testing/rtp.ts'
import type { TestSfu } from './testing/start_sfu.ts'
import { startSfu } from './testing/start_sfu.ts'

const taps: { peerId: string; open: boolean }[] = []
let sfu: TestSfu

before(async () => {
  sfu = await startSfu({
    tap: {
      async attach({ participant: { peerId } }) {
        const tap = { peerId, open: true }
        taps.push(tap)
        return { close: () => void (tap.open = false) }
      },
    },
  })
})
after(() => sfu.close())

test('what one peer produces, the other consumes, whoever came first', async () => {
  const ada = await TestClient.join(sfu, { roomId: 'two', peerId: 'ada' })
  const { producerId: sound } = await ada.ask('produce', microphone(ada.send))
  const ben = await TestClient.join(sfu, { roomId: 'two', peerId: 'ben' })

  assert.deepEqual(await ada.next('peerJoined'), { peerId: 'ben', name: 'Name of ben' })
  const late = await ben.next('newConsumer')
  assert.deepEqual({
    producerId: late.producerId,
    peerId: late.peerId,
    kind: late.kind,
    source: late.source,
    paused: late.producerPaused,
  }, { producerId: sound, peerId: 'ada', kind: 'audio', source: 'microphone', paused: false })
  await ben.ask('resumeConsumer', { consumerId: late.consumerId })

  await ben.ask('produce', camera(ben.send))
  const picture = await ada.next('newConsumer')
  assert.equal(picture.source, 'camera')
  await ada.ask('resumeConsumer', { consumerId: picture.consumerId })
  await ada.ask('setPreferredLayers', { consumerId: picture.consumerId, spatialLayer: 0, temporalLayer: 1 })
  await ada.ask('pauseConsumer', { consumerId: picture.consumerId })

  const room = await sfu.rooms.find('two')
  assert.ok(room)
  await Promise.all([ada.close(), ben.close()])
})

test('a consumer follows its producer: paused, resumed, closed', async () => {
  const [ada, ben] = [
    await TestClient.join(sfu, { roomId: 'pause', peerId: 'ada' }),
    await TestClient.join(sfu, { roomId: 'pause', peerId: 'ben' }),
  ]
  const { producerId } = await ada.ask('produce', microphone(ada.send))
  const { consumerId } = await ben.next('newConsumer')
  await ada.ask('pauseProducer', { producerId })
  assert.deepEqual(await ben.next('consumerPaused'), { consumerId })
  await ada.ask('resumeProducer', { producerId })
  assert.deepEqual(await ben.next('consumerResumed'), { consumerId })
  await ada.ask('closeProducer', { producerId })
  assert.deepEqual(await ben.next('consumerClosed'), { consumerId })
  await Promise.all([ada.close(), ben.close()])
})

test('VP9 is offered in layers, and a screen stands beside a camera', async () => {
  const [ada, ben] = [
    await TestClient.join(sfu, { roomId: 'svc', peerId: 'ada' }),
    await TestClient.join(sfu, { roomId: 'svc', peerId: 'ben' }),
  ]
  await ada.ask('produce', camera(ada.send))
  await ada.ask('produce', { transportId: ada.send, kind: 'video', source: 'screen', rtpParameters: svcParameters() })
  const consumers = [await ben.next('newConsumer'), await ben.next('newConsumer')]
  const modes = new Map(
    consumers.map((
      { source, rtpParameters },
    ) => [source, (rtpParameters.encodings as { scalabilityMode: string }[])[0]?.scalabilityMode]),
  )
  assert.deepEqual([...modes].sort(), [['camera', 'L3T3'], ['screen', 'L3T3_KEY']])
  await Promise.all([ada.close(), ben.close()])
})

test('a peer that goes takes its consumers, its tap and its name with it; the last one takes the room', async () => {
  const [ada, ben] = [
    await TestClient.join(sfu, { roomId: 'go', peerId: 'ada-goes' }),
    await TestClient.join(sfu, { roomId: 'go', peerId: 'ben' }),
  ]
  await ada.ask('produce', microphone(ada.send))
  const { consumerId } = await ben.next('newConsumer')
  const room = await sfu.rooms.find('go')
  assert.ok(room)
  await ada.ask('leave', {})
  assert.equal(await ada.closed, 1000)
  assert.deepEqual(await ben.next('consumerClosed'), { consumerId })
  assert.deepEqual(await ben.next('peerLeft'), { peerId: 'ada-goes' })
  assert.deepEqual(taps.filter(({ peerId }) => peerId === 'ada-goes'), [{ peerId: 'ada-goes', open: false }])
  assert.equal(room.closed, false)
  await ben.ask('leave', {})
  await ben.closed
  assert.equal(room.closed, true)
  assert.equal(room.router.closed, true)
  assert.equal(await sfu.rooms.find('go'), null)
  room.close(1000, 'again')
})

test('the same participant again replaces the earlier connection, and the room goes on', async () => {
  const [ada, ben] = [
    await TestClient.join(sfu, { roomId: 'again', peerId: 'ada' }),
    await TestClient.join(sfu, { roomId: 'again', peerId: 'ben' }),
  ]
  await ben.ask('produce', microphone(ben.send))
  const second = await TestClient.join(sfu, { roomId: 'again', peerId: 'ada' })
  assert.equal(await ada.closed, CLOSE_REPLACED)
  assert.deepEqual(await ben.next('peerLeft'), { peerId: 'ada' })
  assert.deepEqual(await ben.next('peerJoined'), { peerId: 'ada', name: 'Name of ada' })
  assert.equal((await second.next('newConsumer')).peerId, 'ben')
  await Promise.all([second.close(), ben.close()])
})

test('a tap that fails costs nobody the sound', async () => {
  const failing = await startSfu({ tap: { attach: async () => Promise.reject(new Error('no decoder')) } })
  const [ada, ben] = [
    await TestClient.join(failing, { peerId: 'ada' }),
    await TestClient.join(failing, { peerId: 'ben' }),
  ]
  await ada.ask('produce', microphone(ada.send))
  assert.equal((await ben.next('newConsumer')).source, 'microphone')
  assert.equal(failing.logged.filter(({ event }) => event === 'tap.failed').length, 1)
  await failing.close()
})
