import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { silentLog } from '../../infra/log.ts'
import type { Carried } from './places.ts'
import { openPlaces } from './places.ts'
import { createMemoryNodes } from './presence/memory_nodes.ts'

function setUp() {
  const clock = createFakeClock()
  const nodes = createMemoryNodes({ clock })
  const open = async (name: string, carried: Partial<Carried> = {}) => {
    const state: { -readonly [Key in keyof Carried]: Carried[Key] } = { roomIds: [], workers: 2, consumers: 0, capacity: 800, ...carried }
    return { state, places: await openPlaces({ nodes, url: `http://${name}`, carried: () => state, clock, log: silentLog }) }
  }
  return { clock, open }
}

test('a new room stays here among equals, and goes to the node that is used least', async () => {
  const { open } = setUp()
  const [a, b] = [await open('a', { consumers: 300 }), await open('b', { consumers: 300 })]
  assert.equal(await a.places.find('room-1'), null)
  assert.equal((await b.places.find('room-1'))?.url, 'http://a')
  const c = await open('c', { consumers: 10 })
  assert.equal((await a.places.find('room-2'))?.url, 'http://c')
  assert.equal(await c.places.find('room-2'), null)
})

test('a room stays where it is while its node lives, however busy that gets', async () => {
  const { clock, open } = setUp()
  const [a, b] = [await open('a'), await open('b', { consumers: 1 })]
  assert.equal(await a.places.find('room'), null)
  Object.assign(a.state, { consumers: 700, roomIds: ['room'] })
  for (let passed = 0; passed < 60_000; passed += 5_000) await clock.advance(5_000)
  assert.equal((await b.places.find('room'))?.url, 'http://a')
})

test('a node that says nothing any more loses its rooms after a while; one that ends gives them up at once', async () => {
  const { clock, open } = setUp()
  const [a, b] = [await open('a'), await open('b', { consumers: 1 })]
  assert.equal(await a.places.find('room'), null)
  await a.places.close()
  await a.places.close()
  clock.advance(2)
  assert.equal(await b.places.find('room'), null)
  await b.places.close()

  const dead = createMemoryNodes({ clock })
  await dead.reportNode({ nodeId: 'dead', url: 'http://dead', workers: 1, consumers: 0, capacity: 400 }, 5_000)
  await dead.claimNode('room', 'dead', 15_000)
  const c = await openPlaces({ nodes: dead, url: 'http://c', carried: () => ({ roomIds: [], workers: 1, consumers: 5, capacity: 400 }), clock, log: silentLog })
  assert.equal((await c.find('room'))?.url, 'http://dead')
  await clock.advance(6_000)
  await assert.rejects(c.find('room'), (error) => error instanceof DomainError && error.code === 'unavailable' && /try again/.test(error.message))
  await clock.advance(10_000)
  assert.equal(await c.find('room'), null)
  await c.close()
})
