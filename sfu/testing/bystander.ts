import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach } from 'node:test'
import { TestClient } from './client.ts'
import type { JoinedClient } from './client.ts'
import { camera, microphone } from './rtp.ts'
import type { TestSfu } from './start_sfu.ts'
import { startSfu } from './start_sfu.ts'

/** A meeting of Ada, who speaks, and Eve, who may do what she likes. */
export interface Meeting {
  sfu: TestSfu
  roomId: string
  ada: JoinedClient
  /** Id of Ada's producer. */
  adaSound: string
  eve: JoinedClient
}

/**
 * A new meeting before each test of the file. After each: Ada's media goes on, someone new receives her, and neither a
 * worker nor an error was caused, whatever Eve did.
 */
export function aroundEachTest(): Meeting {
  const meeting = {} as Meeting
  let pids: number[]
  let meetings = 0

  before(async () => {
    meeting.sfu = await startSfu()
    pids = meeting.sfu.workers.pids
  })
  after(() => meeting.sfu.close())

  beforeEach(async () => {
    const { sfu } = meeting
    const roomId = `meeting-${++meetings}`
    const [ada, eve] = [
      await TestClient.join(sfu, { roomId, peerId: 'ada' }),
      await TestClient.join(sfu, { roomId, peerId: 'eve' }),
    ]
    const { producerId } = await ada.ask('produce', microphone(ada.send))
    await eve.next('newConsumer')
    Object.assign(meeting, { roomId, ada, eve, adaSound: producerId })
  })

  afterEach(async () => {
    const { sfu, roomId, ada, adaSound, eve } = meeting
    await eve.close()
    const ben = await TestClient.join(sfu, { roomId, peerId: 'ben' })
    const { consumerId, producerId } = await ben.next('newConsumer')
    assert.equal(producerId, adaSound)
    await ben.ask('resumeConsumer', { consumerId })
    await ben.ask('produce', camera(ben.send))
    assert.equal((await ada.next('newConsumer')).peerId, 'ben')
    await ada.ask('pauseProducer', { producerId: adaSound })
    assert.deepEqual(await ben.next('consumerPaused'), { consumerId })
    assert.deepEqual(sfu.workers.pids, pids)
    assert.deepEqual(sfu.logged.filter(({ level }) => level === 'error'), [])
    await Promise.all([ada.close(), ben.close()])
  })
  return meeting
}
