import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import type { SegmentEvent } from '../../domain/audio.ts'
import type { DubRequest } from '../../domain/dub.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { roomTopic } from '../../domain/events.ts'
import type { Participant } from '../../domain/room.ts'
import { createRedisBus } from '../../infra/bus/redis.ts'
import { createRedisCache } from '../../infra/cache/redis.ts'
import { systemClock as clock } from '../../infra/clock.ts'
import { silentLog as log } from '../../infra/log.ts'
import { openRedisQueue } from '../../infra/queue/redis.ts'
import { openRedis } from '../../infra/redis/open_redis.ts'
import { createScriptedTranslator } from '../../models/translation/scripted.ts'
import type { RecogniserScript } from '../../models/whisper/scripted.ts'
import { createScriptedRecogniser } from '../../models/whisper/scripted.ts'
import { startRedis } from '../../tests/servers/redis.ts'
import { DUB_QUEUE, handOverDubs, takeDubs } from '../dubs/hand_over.ts'
import { createRedisPresence } from '../rooms/presence/redis.ts'
import { createCaptions } from './captions.ts'
import { presentRooms } from './present_rooms.ts'
import { rememberReaders } from './remember_readers.ts'

type CaptionEvent = Extract<RoomEvent, { type: 'caption' }>

describe('captions made by several processes', () => {
  const closing: (() => Promise<void>)[] = []
  after(async () => {
    for (const close of closing.reverse()) await close()
  })

  /** Connections and parts of one process. */
  const open = async (url: string, { concurrency, script = {} }: { concurrency: number; script?: RecogniserScript }) => {
    const redis = await openRedis({ url, log })
    const bus = createRedisBus<RoomEvent>({ redis, log })
    const presence = createRedisPresence({ redis, log })
    const cache = createRedisCache({ redis, log })
    const queue = await openRedisQueue<SegmentEvent>({ redis, name: 'segments', clock, log, leaseMs: 300, drainMs: 50 })
    const remembered = rememberReaders({ rooms: presentRooms(presence), redis, clock })
    const recogniser = createScriptedRecogniser(script)
    const translator = createScriptedTranslator()
    const rooms = { ...presentRooms(presence), readers: remembered.readers }
    const wanted = await openRedisQueue<DubRequest>({ redis, name: DUB_QUEUE, clock, log, drainMs: 50 })
    const dubs = handOverDubs({ queue: wanted, rooms, log })
    const captions = createCaptions({ queue, recogniser, translator, rooms, bus, dubs, cache, log, concurrency })
    closing.push(async () => {
      await queue.close()
      await wanted.close()
      await captions.close()
      remembered.close()
      await presence.close()
      await bus.close()
      await redis.close()
    })
    return { bus, presence, captions, recogniser, wanted }
  }
  /** Someone on the edge process, and what their page would show: final captions once by their id. */
  const attend = async ({ bus, presence }: Awaited<ReturnType<typeof open>>) => {
    await presence.put(person('ada'))
    const shown = new Map<string, CaptionEvent>()
    const others: RoomEvent[] = []
    const waiting: (() => void)[] = []
    await bus.subscribe(roomTopic('room'), (event) => {
      if (event.type !== 'caption') others.push(event)
      else if (event.caption.kind === 'final' && !shown.has(event.caption.captionId)) shown.set(event.caption.captionId, event)
      for (const look of waiting) look()
    })
    const until = (isEnough: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (isEnough()) resolve()
        }
        waiting.push(look)
        look()
      })
    return { shown, others, until, size: (count: number) => until(() => shown.size >= count) }
  }

  it('shows what another process heard, and tells readers of what it could not make', async () => {
    const server = await startRedis()
    closing.push(() => server.stop())
    const edge = await open(server.url, { concurrency: 0 })
    const page = await attend(edge)
    const before = async (pcm: Float32Array) => {
      if (pcm[0] === 0.5) throw new Error('scripted failure')
    }
    await open(server.url, { concurrency: 2, script: { says: 'hello', before } })
    await edge.captions.accept(segment('u1'))
    await page.size(1)
    const { caption, translation, reader } = page.shown.get('u1')!
    assert.deepEqual([caption.text, caption.speakerName, reader, translation?.language], ['hello', 'Ada', 'pt', 'pt'])
    await edge.captions.accept(segment('u2', { pcm: new Float32Array(1_600).fill(0.5) }))
    await page.until(() => page.others.length >= 2)
    assert.deepEqual(page.others, [
      { type: 'caption-withdrawn', captionId: 'u2', peerId: 'ada' },
      { type: 'captions-status', behindMs: 0, shed: 0, lost: 1 },
    ])
  })

  it('has captions of another process spoken by the one that has the voices, where somebody hears cloned ones', async () => {
    const server = await startRedis()
    closing.push(() => server.stop())
    const edge = await open(server.url, { concurrency: 0 })
    const page = await attend(edge)
    const wanted: DubRequest[] = []
    let tries = 0
    let taken = () => {}
    const taking = new Promise<void>((resolve) => { taken = resolve })
    const dubs = takeDubs({
      queue: edge.wanted, log,
      dubs: {
        async keep(request) {
          if (++tries === 1) throw new Error('The disk is full')
          wanted.push(request)
          taken()
        },
      },
    })
    await open(server.url, { concurrency: 1, script: { says: 'hello' } })
    await edge.captions.accept(segment('u1'))
    await page.size(1)
    await edge.presence.put({ ...person('bia'), preferences: { speaks: 'pt', reads: 'pt', hears: 'cloned' } })
    await edge.captions.accept(segment('u2'))
    await Promise.all([taking, page.size(2)])
    const { caption, translation } = page.shown.get('u2')!
    assert.deepEqual(wanted, [{ captionId: 'u2', roomId: 'room', peerId: 'ada', language: 'pt', text: translation!.text, startMs: caption.startMs, endMs: caption.endMs }])
    assert.equal(tries, 2, 'it is tried again')
    await dubs.close()
  })

  it('goes on with a speaker in whichever process the next segment is', async () => {
    const server = await startRedis()
    closing.push(() => server.stop())
    const edge = await open(server.url, { concurrency: 0 })
    const page = await attend(edge)
    const one = await open(server.url, { concurrency: 1, script: { says: 'what your country can do' } })
    await edge.captions.accept(segment('u1'))
    await page.size(1)
    await one.captions.close()
    await open(server.url, { concurrency: 1, script: { says: 'can do for you' } })
    await edge.captions.accept(segment('u2', { overlapMs: 500 }))
    await page.size(2)
    assert.equal(page.shown.get('u2')?.caption.text, 'for you')
  })

  for (const [who, concurrency] of [['another process makes', 0], ['this process makes', 1]] as const) {
    it(`loses no final caption that ${who} in ten rounds of kill -9 of Redis`, async () => {
      const server = await startRedis()
      closing.push(() => server.stop())
      const script = { says: (pcm: Float32Array) => `word${Math.round(pcm[0]! * 1_000)}`, before: () => new Promise<void>((resolve) => setTimeout(resolve, 3)) }
      const edge = await open(server.url, { concurrency, script })
      const page = await attend(edge)
      await open(server.url, { concurrency: 1, script })
      let said = 0
      const say = async () => {
        const n = ++said
        await edge.captions.accept(segment(`u${n}`, { kind: 'interim', pcm: new Float32Array(1_600).fill(n / 1_000) }))
        await edge.captions.accept(segment(`u${n}`, { pcm: new Float32Array(1_600).fill(n / 1_000) }))
      }
      await say()
      await page.size(1)
      for (let round = 0; round < 10; round++) {
        for (let n = 0; n < 5; n++) await say()
        await server.kill9()
        for (let n = 0; n < 3; n++) await say()
        await server.restart()
      }
      await page.size(said)
      const texts = [...page.shown.values()].map(({ caption, translation }) => [caption.captionId, caption.text, translation?.language])
      const expected = Array.from({ length: said }, (_, at) => [`u${at + 1}`, `word${at + 1}`, 'pt'])
      assert.deepEqual(texts.sort(), expected.sort())
      assert.deepEqual(page.others.filter((event) => event.type === 'captions-status' && event.lost > 0), [])
    })
  }
})

let count = 0
function segment(utteranceId: string, over: Partial<Extract<SegmentEvent, { type: 'segment' }>['segment']> = {}): SegmentEvent {
  const segmentId = `s${++count}`
  return {
    type: 'segment',
    segment: {
      segmentId, utteranceId, audioId: segmentId, roomId: 'room', peerId: 'ada', speakerName: 'Ada', kind: 'final', startMs: Date.now() - 1_000, endMs: Date.now(),
      overlapMs: 0, continues: false, atPause: false, language: 'en', pcm: new Float32Array(1_600), ...over,
    },
  }
}

function person(peerId: string): Participant {
  const preferences = { speaks: 'en', reads: 'pt', hears: 'original' } as const
  return { peerId, roomId: 'room', name: 'Ada', preferences, role: 'guest', accountId: null, deviceId: null, joinedAtMs: Date.now(), present: true }
}
