import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Participant } from '../../../domain/room.ts'
import type { Presence } from './presence.ts'

export interface PresenceUnderTest {
  readonly presence: Presence
  /** The same presence as another process sees it; for memory the same one. */
  readonly elsewhere: Presence
  /** Lets time pass: a fake clock moves, a server is waited for. */
  pass(ms: number): Promise<void>
  close(): Promise<void>
}

export function person(roomId: string, name: string, changes: Partial<Participant> = {}): Participant {
  return {
    peerId: crypto.randomUUID(), roomId, name, preferences: { speaks: null, reads: 'en', hears: 'original' }, role: 'guest',
    accountId: null, deviceId: null, joinedAtMs: 1_000, present: false, ...changes,
  }
}

/** What every presence must do. `presentMs` is how long people who are not renewed count as present. */
export function presenceContract(name: string, open: (options: { presentMs: number }) => Promise<PresenceUnderTest>): void {
  describe(`presence: ${name}`, () => {
    let under: PresenceUnderTest
    let roomId = ''
    beforeEach(async () => {
      roomId = crypto.randomUUID()
      under = await open({ presentMs: 300 })
    })
    afterEach(() => under.close())

    it('finds who was put, everywhere, and nobody else', async () => {
      const { presence, elsewhere } = under
      const [ana, binh] = [person(roomId, 'Ana "A" \n Ünï', { present: true, accountId: 'acc' }), person(roomId, 'Bình 👩‍💻', { joinedAtMs: 999 })]
      await presence.put(ana)
      await elsewhere.put(binh)
      assert.deepEqual(await elsewhere.find(roomId, ana.peerId), ana)
      assert.deepEqual(await presence.find(roomId, binh.peerId), binh)
      assert.deepEqual(await presence.list(roomId), [binh, ana])
      assert.equal(await presence.find(roomId, 'stranger'), null)
      assert.equal(await presence.find('other', ana.peerId), null)
      assert.deepEqual(await presence.list('other'), [])
    })

    it('keeps what was put last', async () => {
      const { presence, elsewhere } = under
      const ana = person(roomId, 'Ana')
      await presence.put(ana)
      await elsewhere.put({ ...ana, present: true, name: 'Ana Sá' })
      await presence.put({ ...ana, preferences: { ...ana.preferences, reads: 'vi' } })
      assert.deepEqual(await elsewhere.list(roomId), [{ ...ana, preferences: { ...ana.preferences, reads: 'vi' } }])
    })

    it('forgets who was removed, until they are put again', async () => {
      const { presence, elsewhere } = under
      const ana = person(roomId, 'Ana', { present: true })
      await presence.put(ana)
      assert.equal((await elsewhere.list(roomId)).length, 1)
      await presence.remove(roomId, ana.peerId)
      await presence.remove(roomId, ana.peerId)
      assert.equal(await elsewhere.find(roomId, ana.peerId), null)
      await elsewhere.renew(roomId, [ana.peerId], 10_000)
      assert.deepEqual(await presence.list(roomId), [])
      await elsewhere.put(ana)
      assert.deepEqual(await presence.list(roomId), [ana])
    })

    it('gives places to those who are there or about to be, and no more', async () => {
      const { presence } = under
      const limits = { peopleMax: 2, connectingMs: 30_000, nowMs: 100_000 }
      const gone = person(roomId, 'Gone', { joinedAtMs: 60_000 })
      await presence.put(gone)
      assert.deepEqual(await presence.admit(person(roomId, 'Connecting', { joinedAtMs: 80_000 }), limits), { admitted: true, taken: 0 })
      const here = person(roomId, 'Here', { joinedAtMs: 60_000 })
      assert.deepEqual(await presence.admit(here, limits), { admitted: true, taken: 1 })
      await presence.put({ ...here, present: true })
      const late = person(roomId, 'Late', { joinedAtMs: 100_000 })
      assert.deepEqual(await presence.admit(late, limits), { admitted: false, taken: 2 })
      assert.equal(await presence.find(roomId, late.peerId), null)
      // The place of whoever never connected is free again after a while, and one's own is not in one's way.
      assert.deepEqual(await presence.admit(late, { ...limits, nowMs: 110_000 }), { admitted: true, taken: 1 })
      assert.deepEqual(await presence.admit(late, { ...limits, nowMs: 110_000 }), { admitted: true, taken: 1 })
      assert.deepEqual(await presence.admit(person(roomId, 'Any'), { ...limits, peopleMax: null, nowMs: 110_000 }), { admitted: true, taken: 2 })
    })

    it('lets no two take the last place', async () => {
      const { presence, elsewhere } = under
      const comers = Array.from({ length: 30 }, (_, n) => person(roomId, `Comer ${n}`, { joinedAtMs: 100_000 }))
      const answers = await Promise.all(comers.map((comer, n) => (n % 2 === 0 ? presence : elsewhere).admit(comer, { peopleMax: 6, nowMs: 100_000 })))
      assert.equal(answers.filter(({ admitted }) => admitted).length, 6)
      assert.equal((await presence.list(roomId)).length, 6)
    })

    it('shows nobody as present whom nobody renews; they stay members', async () => {
      const { presence, elsewhere, pass } = under
      const [held, crashed] = [person(roomId, 'Held', { present: true }), person(roomId, 'Crashed', { present: true, joinedAtMs: 2_000 })]
      await presence.put(held)
      await elsewhere.put(crashed)
      await presence.renew(roomId, [held.peerId, 'stranger'], 60_000)
      await pass(350)
      const lapsed = { ...crashed, present: false }
      assert.deepEqual(await presence.list(roomId), [held, lapsed])
      assert.deepEqual(await elsewhere.find(roomId, crashed.peerId), lapsed)
      assert.deepEqual(await presence.admit(person(roomId, 'Next'), { peopleMax: 2, nowMs: 100_000 }), { admitted: true, taken: 1 })
      await elsewhere.renew(roomId, [crashed.peerId], 60_000)
      assert.deepEqual(await presence.find(roomId, crashed.peerId), crashed)
    })

    it('does not make someone present by renewing', async () => {
      const { presence } = under
      const gone = person(roomId, 'Gone')
      await presence.put(gone)
      await presence.renew(roomId, [gone.peerId], 60_000)
      assert.deepEqual(await presence.list(roomId), [gone])
    })
  })
}
