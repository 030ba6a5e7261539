import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { RoomEvent } from '../domain/events.ts'
import { roomTopic } from '../domain/events.ts'
import { CLOSE_AT_CAPACITY, CLOSE_LENGTH_OVER, CLOSE_MEETING_OVER, CLOSE_NOT_A_MEMBER, CLOSE_REMOVED } from '../domain/signaling.ts'
import { createMemoryBus } from '../infra/bus/memory.ts'
import { silentLog } from '../infra/log.ts'
import { createPresence } from './presence.ts'
import { decisionsOn } from './moderation.ts'
import { TestClient } from './testing/client.ts'
import type { JoinedClient } from './testing/client.ts'
import { camera, microphone, simulcastParameters } from './testing/rtp.ts'
import { participantOf, startSfu } from './testing/start_sfu.ts'
import type { TestSfu } from './testing/start_sfu.ts'

const bus = createMemoryBus<RoomEvent>({ log: silentLog })
const decide = (roomId: string, event: RoomEvent) => bus.publish(roomTopic(roomId), event)
const screen = (transportId: string) => ({ transportId, kind: 'video', source: 'screen', rtpParameters: simulcastParameters() })

describe('what hosts decide', () => {
  let sfu: TestSfu
  let roomId = ''
  let ada: JoinedClient
  let ben: JoinedClient
  before(async () => void (sfu = await startSfu({ decisions: decisionsOn(bus) })))
  after(() => sfu.close())
  beforeEach(async () => {
    roomId = crypto.randomUUID()
    ada = await TestClient.join(sfu, { roomId, peerId: 'ada' })
    ben = await TestClient.join(sfu, { roomId, peerId: 'ben' })
  })

  test('muting pauses the microphone alone, tells its owner and the others, and its owner may go on', async () => {
    const { producerId } = await ben.ask('produce', microphone(ben.send))
    await ben.ask('produce', camera(ben.send))
    const heard = [await ada.next('newConsumer'), await ada.next('newConsumer')].find(({ source }) => source === 'microphone')!
    await decide(roomId, { type: 'participant-muted', peerId: 'ben' })
    assert.deepEqual(await ben.next('producerPaused'), { source: 'microphone' })
    assert.deepEqual(await ada.next('consumerPaused'), { consumerId: heard.consumerId })
    await ben.ask('resumeProducer', { producerId })
    assert.deepEqual(await ada.next('consumerResumed'), { consumerId: heard.consumerId })
  })

  test('stopping a share closes it for everyone; it may be shared anew', async () => {
    await ben.ask('produce', screen(ben.send))
    const { consumerId } = await ada.next('newConsumer')
    await decide(roomId, { type: 'share-stopped', peerId: 'ben' })
    assert.deepEqual(await ben.next('producerClosed'), { source: 'screen' })
    assert.deepEqual(await ada.next('consumerClosed'), { consumerId })
    await ben.ask('produce', screen(ben.send))
    assert.equal((await ada.next('newConsumer')).source, 'screen')
  })

  test('whoever is removed is let go with 4005, and the others go on', async () => {
    await decide(roomId, { type: 'participant-removed', peerId: 'ben' })
    assert.equal(await ben.closed, CLOSE_REMOVED)
    assert.deepEqual(await ada.next('peerLeft'), { peerId: 'ben' })
    await ada.ask('produce', microphone(ada.send))
  })

  test('a meeting that ends lets everyone go, each end with its own code', async () => {
    await decide(roomId, { type: 'room-closed', reason: 'ended', message: 'The host has ended the meeting.' })
    assert.deepEqual(await Promise.all([ada.closed, ben.closed]), [CLOSE_MEETING_OVER, CLOSE_MEETING_OVER])
    const again = await TestClient.join(sfu, { roomId, peerId: 'ada' })
    await decide(roomId, { type: 'room-closed', reason: 'length', message: 'The meeting has ended: a room of this tier lasts 60 minutes.' })
    assert.equal(await again.closed, CLOSE_LENGTH_OVER)
  })

  test('decisions about other rooms and about people who are not here change nothing', async () => {
    for (const peerId of ['ben', 'nobody']) await decide('other', { type: 'participant-removed', peerId })
    await decide(roomId, { type: 'participant-removed', peerId: 'nobody' })
    await decide(roomId, { type: 'participant-muted', peerId: 'ada' })
    await ben.ask('produce', microphone(ben.send))
    assert.equal((await ada.next('newConsumer')).peerId, 'ben')
  })
})

test('someone who was removed on the way in is let go', async () => {
  const { DomainError } = await import('../domain/errors.ts')
  const strangers: string[] = []
  const presence = createPresence({
    listener: { entered: () => Promise.reject(new DomainError('not-found', 'Cannot find participant')), left() {} },
    onStranger: ({ peerId }) => void strangers.push(peerId),
    clock: { now: () => 0, after: () => () => {} }, log: silentLog,
  })
  presence.arrived(participantOf('room', 'ada'))
  await presence.close()
  assert.deepEqual(strangers, ['ada'])
  const sfu = await startSfu({ decisions: decisionsOn(bus) })
  const ada = await TestClient.join(sfu, { roomId: 'r', peerId: 'ada' })
  await sfu.rooms.expel({ roomId: 'r', peerId: 'ada' }, CLOSE_NOT_A_MEMBER, 'You are no longer in this meeting')
  assert.equal(await ada.closed, CLOSE_NOT_A_MEMBER)
  await sfu.close()
})

test('a full worker takes no newcomer, says when to try again, and goes on with those it has', async () => {
  const sfu = await startSfu({ consumersMax: 1 })
  const [ada, ben] = [await TestClient.join(sfu, { roomId: 'one', peerId: 'ada' }), await TestClient.join(sfu, { roomId: 'one', peerId: 'ben' })]
  await ada.ask('produce', microphone(ada.send))
  await ben.next('newConsumer')
  assert.equal(sfu.workers.loads[0]!.consumers >= 1, true)
  for (const roomId of ['one', 'two']) {
    const late = await TestClient.connect(sfu, { roomId, peerId: 'late' })
    assert.equal(await late.closed, CLOSE_AT_CAPACITY)
  }
  const refusal = sfu.logged.find(({ event }) => event === 'signaling.not-entered')
  assert.match(JSON.stringify(refusal), /forwards 1 of at most 1 streams here, try again in a minute/)
  // Whoever was in comes back.
  const again = await TestClient.join(sfu, { roomId: 'one', peerId: 'ben' })
  await again.next('newConsumer')
  await sfu.close()
})
