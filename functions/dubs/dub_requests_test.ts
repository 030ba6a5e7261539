import { deepEqual, equal } from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type { DubWork } from '../../domain/dub.ts'
import { DomainError } from '../../domain/errors.ts'
import { openDubRequests } from './dub_requests.ts'
import { openDubStage } from './testing.ts'

async function setUp(t: TestContext, { away = false, temporal = true, ...options }: { away?: boolean; temporal?: boolean } & Parameters<typeof openDubStage>[0] = {}) {
  const stage = await openDubStage(options)
  const folder = await mkdtemp(join(tmpdir(), 'parley-dubs-'))
  const begun: DubWork[] = []
  const state = { away }
  let tried = () => {}
  const { deps, rooms, meetingOf, clock } = stage
  const open = () => openDubRequests({
    ...deps, rooms, meetingOf, folder, clock,
    start: !temporal ? null : async (work) => {
      tried()
      if (state.away) throw new DomainError('unavailable', 'Cannot start: Temporal is away')
      begun.push(work)
    },
  })
  t.after(async () => {
    await stage.close()
    await rm(folder, { recursive: true, force: true })
  })
  return { ...stage, begun, state, open, nextTry: () => new Promise<void>((resolve) => { tried = resolve }) }
}

/** Lets what was begun run until it waits for a timer. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}

test('a final caption that someone hears in the speaker\'s own voice starts its work once, however often it comes', async (t) => {
  const { open, request, begun, told, dub, ada, voiceId, room, clock } = await setUp(t)
  const requests = await open()
  for (let times = 0; times < 3; times++) requests.request(request)
  await requests.settled()
  await requests.close()
  const [row] = await dub()
  equal((await dub()).length, 1)
  deepEqual(begun[0], { dubId: row!.dubId, captionId: 'caption-1', language: 'pt', roomId: room.roomId, accountId: ada, voiceId, tier: 'premium', requestedMs: clock.now() })
  equal(new Set(begun.map(({ dubId }) => dubId)).size, 1)
  equal(told[0], 'queued')
})

test('nothing is made where nobody hears it, the room is a free one, the speaker has no voice, or shares the microphone', async (t) => {
  for (const options of [{ hears: 'translated' }, { tier: 'free' }, { voice: null }, { shared: true }] as const) {
    const { open, request, begun, dub, told } = await setUp(t, options)
    const requests = await open()
    requests.request(request)
    requests.request({ ...request, captionId: 'other', language: 'fr' })
    requests.request({ ...request, captionId: 'no words', text: '…' })
    await requests.settled()
    await requests.close()
    deepEqual([begun, await dub(), told], [[], [], []])
  }
})

test('what nobody can be asked for now is counted', async (t) => {
  const stage = await setUp(t)
  let answer = () => {}
  const presence = new Promise<void>((resolve) => { answer = resolve })
  stage.rooms.participants = async () => {
    await presence
    throw new DomainError('unavailable', 'Presence is away')
  }
  const requests = await stage.open()
  for (let n = 0; n < 53; n++) requests.request({ ...stage.request, captionId: `caption-${n}` })
  const notAsked = () => stage.counted.filter((one) => one.startsWith('dubsNotAsked')).length
  equal(notAsked(), 3)
  answer()
  await requests.settled()
  await requests.close()
  equal(notAsked(), 53)
})

test('while the workflows are away a request waits, and begins when they are back', async (t) => {
  const { open, request, begun, state, nextTry, clock, told } = await setUp(t, { away: true })
  const requests = await open()
  const tried = nextTry()
  requests.request(request)
  await tried
  await until(() => requests.waiting === 1)
  state.away = false
  const again = nextTry()
  const done = requests.settled()
  while (begun.length === 0) {
    clock.advance(1_000)
    await new Promise(setImmediate)
  }
  await again
  await done
  await requests.close()
  equal(begun.length, 1)
  equal(told.at(-1), 'queued')
})

test('workflows that stay away leave the line with the quick voice, which says why and is counted', async (t) => {
  const { open, request, begun, clock, told, counted, files } = await setUp(t, { away: true })
  const requests = await open()
  requests.request(request)
  const done = requests.settled()
  let over = false
  void done.then(() => { over = true })
  while (!over) {
    clock.advance(1_000)
    await new Promise(setImmediate)
  }
  await requests.close()
  deepEqual(begun, [])
  equal(told.at(-1), 'quick+quick:workflows')
  deepEqual(counted.filter((line) => line.startsWith('clones')), ['clones other quick workflows'])
  deepEqual(await files(), ['quick.wav'])
})

test('without workflows, and without an engine, the quick voice says so at once', async (t) => {
  for (const [options, cause] of [[{ temporal: false }, 'workflows'], [{ engine: null, voice: 'waiting' }, 'no-engine']] as const) {
    const { open, request, told } = await setUp(t, options)
    const requests = await open()
    requests.request(request)
    await requests.settled()
    await requests.close()
    equal(told.at(-1), `quick+quick:${cause}`)
  }
})

test('a quick voice that fails as well leaves a line that says so, and only then', async (t) => {
  const quick = { sound: () => { throw new DomainError('unavailable', 'No voice') } }
  const { open, request, told } = await setUp(t, { temporal: false, quick })
  const requests = await open()
  requests.request(request)
  await requests.settled()
  await requests.close()
  equal(told.at(-1), 'failed:workflows')
})

test('what waited when the process ended begins at the next start', async (t) => {
  const { open, request, begun, state, nextTry } = await setUp(t, { away: true })
  const first = await open()
  const tried = nextTry()
  first.request(request)
  await tried
  await first.close()
  state.away = false
  const second = await open()
  await second.settled()
  await second.close()
  equal(begun.length, 1)
})
