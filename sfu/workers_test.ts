import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { workerBin } from 'mediasoup'
import { DomainError } from '../domain/errors.ts'
import { CLOSE_ROOM_GONE } from '../domain/signaling.ts'
import { systemClock } from '../infra/clock.ts'
import { createFakeClock } from '../infra/fake_clock.ts'
import { createLog, silentLog } from '../infra/log.ts'
import { TestClient } from './testing/client.ts'
import { microphone } from './testing/rtp.ts'
import { startSfu } from './testing/start_sfu.ts'
import { Workers } from './workers.ts'

const ports = { portMin: 40_000, portMax: 49_999 }

test('a worker that is killed ends its own rooms with 4004, is replaced, and its people meet again', async () => {
  const heard: string[] = []
  const sfu = await startSfu({
    workerCount: 2,
    listener: {
      entered: ({ peerId }) => void heard.push(`${peerId} entered`),
      left: ({ peerId }) => void heard.push(`${peerId} left`),
    },
  })
  const [ada, ben] = [
    await TestClient.join(sfu, { roomId: 'one', peerId: 'ada' }),
    await TestClient.join(sfu, { roomId: 'one', peerId: 'ben' }),
  ]
  const cleo = await TestClient.join(sfu, { roomId: 'two', peerId: 'cleo' })
  const [killed, other] = sfu.workers.pids
  assert.ok(killed && other)
  // Two rooms, two workers: the second room went where nothing was to do.
  const roomOne = await sfu.rooms.find('one')
  assert.ok(roomOne)

  process.kill(killed, 'SIGKILL')
  assert.deepEqual(await Promise.race([Promise.all([ada.closed, ben.closed]), cleo.closed]), [
    CLOSE_ROOM_GONE,
    CLOSE_ROOM_GONE,
  ])
  assert.equal(roomOne.closed, true)

  const [adaAgain, benAgain] = [
    await TestClient.join(sfu, { roomId: 'one', peerId: 'ada' }),
    await TestClient.join(sfu, { roomId: 'one', peerId: 'ben' }),
  ]
  await adaAgain.ask('produce', microphone(adaAgain.send))
  assert.equal((await benAgain.next('newConsumer')).peerId, 'ada')
  await cleo.ask('capabilities', {})
  assert.deepEqual(heard, ['ada entered', 'ben entered', 'cleo entered'])

  await sfu.until('worker.started', 3)
  assert.equal(sfu.workers.pids.length, 2)
  await sfu.close()
  assert.ok(sfu.logged.some(({ event, pid }) => event === 'worker.died' && pid === killed))
  assert.equal(heard.length, 6)
})

test('a worker that cannot be started again is tried until it can; meanwhile no room is placed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-workers-'))
  const bin = join(folder, 'mediasoup-worker')
  await symlink(workerBin, bin)
  const clock = createFakeClock()
  const lines: { event: string }[] = []
  const waiting = new Map<string, () => void>()
  const log = createLog({
    level: 'debug',
    write: (line) => {
      const entry = JSON.parse(line) as { event: string }
      lines.push(entry)
      waiting.get(entry.event)?.()
    },
  })
  const logged = (event: string) => new Promise<void>((resolve) => waiting.set(event, resolve))
  const workers = await Workers.create({ count: 1, workerBin: bin, ...ports, clock, log })
  const { worker } = workers.place()

  await rm(bin)
  await writeFile(bin, '#!/bin/sh\nexit 7\n')
  await chmod(bin, 0o755)
  const failed = logged('worker.not-replaced')
  process.kill(worker.pid, 'SIGKILL')
  await failed
  assert.throws(() => workers.place(), (error) => error instanceof DomainError && error.code === 'unavailable')

  await rm(bin)
  await symlink(workerBin, bin)
  const started = logged('worker.started')
  clock.advance(200)
  await started
  assert.equal(workers.place().worker.closed, false)
  await workers.close()
  await rm(folder, { recursive: true })
})

test('a new room goes to the worker with the fewest consumers, then to the one with the fewest rooms', async () => {
  const workers = await Workers.create({ count: 2, ...ports, clock: systemClock, log: silentLog })
  const first = workers.place()
  const router = await first.worker.createRouter()
  const second = workers.place()
  assert.notEqual(second, first)
  await second.worker.createRouter()
  await second.worker.createRouter()
  assert.equal(workers.place(), first)
  router.close()
  assert.deepEqual(first.load, { consumers: 0, routers: 0 })
  await workers.close()
})

test('closing waits until the processes are gone', async () => {
  const workers = await Workers.create({ count: 1, ...ports, clock: systemClock, log: silentLog })
  const { worker } = workers.place()
  await workers.close()
  assert.equal(worker.subprocessClosed, true)
  assert.throws(() => process.kill(worker.pid, 0), { code: 'ESRCH' })
  await workers.close()
})

test('a worker that hangs is killed', async () => {
  const clock = createFakeClock()
  const workers = await Workers.create({ count: 1, ...ports, clock, log: silentLog })
  const { worker } = workers.place()
  process.kill(worker.pid, 'SIGSTOP')
  const closing = workers.close()
  await once(worker.observer, 'close')
  clock.advance(2_000)
  await closing
  assert.equal(worker.subprocessClosed, true)
})

test('closing while a dead worker is being replaced leaves nothing behind', async () => {
  const workers = await Workers.create({ count: 1, ...ports, clock: systemClock, log: silentLog })
  const { worker } = workers.place()
  const died = once(worker, 'subprocessclose')
  process.kill(worker.pid, 'SIGKILL')
  await died
  await workers.close()
  assert.deepEqual(workers.pids, [])
})

test('a binary that is not there, and an address that is not ours, are said as such', async () => {
  const refused = (pattern: RegExp) => (error: unknown) =>
    error instanceof DomainError && error.code === 'unavailable' && pattern.test(error.message)
  await assert.rejects(
    Workers.create({ count: 2, workerBin: '/nowhere/mediasoup-worker', ...ports, clock: systemClock, log: silentLog }),
    refused(/\/nowhere\/mediasoup-worker/),
  )
  await assert.rejects(
    Workers.create({ count: 1, listenAddress: '192.0.2.1', ...ports, clock: systemClock, log: silentLog }),
    refused(/192\.0\.2\.1/),
  )
})

test('transports share one UDP and one TCP port of the range, and tell the announced address', async () => {
  const workers = await Workers.create({
    count: 1,
    announcedAddress: '198.51.100.7',
    ...ports,
    clock: systemClock,
    log: silentLog,
  })
  const { worker, webRtcServer } = workers.place()
  const router = await worker.createRouter()
  const transport = await router.createWebRtcTransport({ webRtcServer, enableTcp: true, preferUdp: true })
  const [udp, tcp] = transport.iceCandidates
  assert.deepEqual([udp?.protocol, tcp?.protocol], ['udp', 'tcp'])
  assert.ok(udp && tcp && udp.priority > tcp.priority)
  for (const { address, port } of transport.iceCandidates) {
    assert.equal(address, '198.51.100.7')
    assert.ok(port >= ports.portMin && port <= ports.portMax)
  }
  const gone = once(transport.observer, 'close')
  await workers.close()
  await gone
})
