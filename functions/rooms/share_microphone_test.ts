import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { DomainError } from '../../domain/errors.ts'
import type { Tier } from '../../domain/tier.ts'
import { openTestRooms } from './testing.ts'

let stage: Awaited<ReturnType<typeof openTestRooms>>
before(async () => { stage = await openTestRooms() })
after(() => stage.close())

/** A room of an account of this plan, with its owner and two guests in it. */
async function room(tier: Tier) {
  const accountId = await stage.account('Owner', tier)
  const { roomId } = await stage.rooms.create({ ownerId: accountId })
  const [owner, ada, bob] = [await stage.enter(roomId, 'Owner', { accountId }), await stage.enter(roomId, 'Ada'), await stage.enter(roomId, 'Bob')]
  const by = ({ peerId }: { peerId: string }) => ({ peerId, accountId: null })
  return { roomId, accountId, owner, ada, bob, by }
}
const forbidden = (error: DomainError) => error.code === 'forbidden'

test('off by default; whose microphone it is, or a host, says that it is shared, and the room is told', async () => {
  const { roomId, owner, ada, bob, by } = await room('pro')
  equal(ada.sharesMicrophone, undefined)
  const events = await stage.watch(roomId)
  equal((await stage.rooms.shareMicrophone({ roomId, peerId: ada.peerId, actor: by(ada), shared: true })).sharesMicrophone, true)
  equal((await stage.rooms.participant({ roomId, peerId: ada.peerId })).sharesMicrophone, true)
  await stage.rooms.shareMicrophone({ roomId, peerId: ada.peerId, actor: by(ada), shared: true })
  deepEqual(events.map((event) => event.type === 'participant-changed' && event.participant.sharesMicrophone), [true], 'twice is once')
  await stage.rooms.shareMicrophone({ roomId, peerId: bob.peerId, actor: by(owner), shared: true })
  equal((await stage.rooms.shareMicrophone({ roomId, peerId: bob.peerId, actor: by(owner), shared: false })).sharesMicrophone, false)
  await rejects(stage.rooms.shareMicrophone({ roomId, peerId: bob.peerId, actor: by(ada), shared: true }), forbidden)
  await rejects(stage.rooms.shareMicrophone({ roomId, peerId: owner.peerId, actor: by(bob), shared: true }), forbidden)
  await rejects(stage.rooms.shareMicrophone({ roomId, peerId: 'nobody', actor: by(owner), shared: true }), (error: DomainError) => error.code === 'not-found')
})

test('a smaller plan is named, for whoever asks', async () => {
  for (const tier of ['free', 'premium'] as const) {
    const { roomId, accountId, owner, ada, by } = await room(tier)
    const named = (error: DomainError) => forbidden(error) && error.message.includes(`its plan, ${tier}, does not include telling speakers apart`)
    await rejects(stage.rooms.shareMicrophone({ roomId, peerId: ada.peerId, actor: by(ada), shared: true }), named)
    await rejects(stage.rooms.shareMicrophone({ roomId, peerId: ada.peerId, actor: by(owner), shared: true }), named)
    await rejects(stage.rooms.setKeepsAudio({ roomId, actor: { peerId: null, accountId }, keepsAudio: true }), named)
    equal((await stage.rooms.participant({ roomId, peerId: ada.peerId })).sharesMicrophone, undefined)
  }
})

test('keeping sound is off by default, the owner\'s to switch, and told to everyone', async () => {
  const { roomId, owner, ada, by } = await room('pro')
  equal((await stage.rooms.find(roomId)).keepsAudio, false)
  await rejects(stage.rooms.setKeepsAudio({ roomId, actor: by(ada), keepsAudio: true }), forbidden)
  const events = await stage.watch(roomId)
  equal((await stage.rooms.setKeepsAudio({ roomId, actor: by(owner), keepsAudio: true })).keepsAudio, true)
  ok(events.some((event) => event.type === 'room-changed' && event.room.keepsAudio))
  match(String((await stage.rooms.setKeepsAudio({ roomId, actor: by(owner), keepsAudio: false })).keepsAudio), /false/)
})
