import { deepEqual, equal } from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { DubRequest } from '../../domain/dub.ts'
import { DomainError } from '../../domain/errors.ts'
import { systemClock } from '../../infra/clock.ts'
import { silentLog as log } from '../../infra/log.ts'
import { createMemoryQueue } from '../../infra/queue/memory.ts'
import { openDubRequests } from './dub_requests.ts'
import { handOverDubs, takeDubs } from './hand_over.ts'
import { openDubStage } from './testing.ts'

test('what a process without voices asks for is begun by one that has them, once, and nothing that nobody hears', async (t) => {
  const { deps, rooms, meetingOf, clock, request, ada, dub, close } = await openDubStage()
  const folder = await mkdtemp(join(tmpdir(), 'parley-dubs-'))
  const begun: string[] = []
  const requests = await openDubRequests({ ...deps, rooms, meetingOf, folder, clock, start: async ({ captionId, accountId }) => void begun.push(`${captionId} ${accountId === ada}`) })
  const queue = createMemoryQueue<DubRequest>({ clock: systemClock, log })
  t.after(async () => {
    await queue.close()
    await requests.close()
    await close()
    await rm(folder, { recursive: true })
  })
  const settled = new Promise<void>((resolve) => void queue.onSettled(() => resolve()))
  const other = handOverDubs({ queue, rooms, log })
  other.request({ ...request, captionId: 'french', language: 'fr' })
  other.request(request)
  other.request(request)
  await other.settled()
  equal((await queue.stats()).waiting, 1)
  takeDubs({ queue, dubs: requests, log })
  await settled
  await requests.settled()
  deepEqual([begun, (await dub()).map(({ captionId }) => captionId)], [['caption-1 true'], ['caption-1']])
})

test('captions neither wait nor fail where presence does not answer, and what no process can keep is said', async (t) => {
  const { request, rooms, close } = await openDubStage()
  const told: string[] = []
  const loud = { ...log, warn: (event: string) => void told.push(event), error: (event: string) => void told.push(event) }
  const queue = createMemoryQueue<DubRequest>({ clock: systemClock, log, retryDelayMs: () => 1 })
  t.after(async () => {
    await queue.close()
    await close()
  })
  const away = handOverDubs({ queue, rooms: { participants: async () => Promise.reject(new DomainError('unavailable', 'Redis is away')) }, log: loud })
  away.request(request)
  await away.settled()
  deepEqual([told, (await queue.stats()).waiting], [['dub-not-asked'], 0])
  const failed = new Promise<void>((resolve) => void queue.onSettled(() => resolve()))
  takeDubs({ queue, dubs: { keep: async () => Promise.reject(new Error('The disk is full')) }, log: loud })
  const other = handOverDubs({ queue, rooms, log: loud })
  other.request(request)
  await failed
  equal(told.at(-1), 'dub-not-begun')
})
