import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import type { Room } from '../../domain/room.ts'
import type { Tier } from '../../domain/tier.ts'
import { silentLog as log } from '../../infra/log.ts'
import { createRoomPriority } from './room_priority.ts'

function room(roomId: string, tier: Tier): Room {
  return {
    roomId, name: roomId, ownerId: null, teamId: null, tier, lobby: false, locked: false, hasPasscode: false, createdAtMs: 0, scheduledAtMs: null,
    closedAtMs: null, peopleMax: null,
  }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('rooms of paid tiers go before those of free ones, once their tier is known', async () => {
  const priority = createRoomPriority({ rooms: { find: async (roomId) => room(roomId, roomId as Tier) }, now: () => 0, log })
  assert.equal(priority('pro'), 1)
  priority('free')
  await settled()
  assert.deepEqual([priority('pro'), priority('free')], [0, 1])
})

test('a room keeps its priority while it cannot be looked up, and gets another with its tier', async () => {
  let nowMs = 0
  let answer: Tier | null = 'premium'
  const find = async (roomId: string) => {
    if (answer === null) throw new DomainError('unavailable', 'The database is away')
    return room(roomId, answer)
  }
  const priority = createRoomPriority({ rooms: { find }, now: () => nowMs, log })
  const after = async (ms: number) => {
    nowMs += ms
    priority('r')
    await settled()
    return priority('r')
  }
  assert.equal(await after(0), 0)
  answer = null
  assert.equal(await after(60_000), 0)
  answer = 'free'
  assert.equal(await after(30_000), 0)
  assert.equal(await after(30_000), 1)
})
