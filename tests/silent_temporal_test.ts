import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { DomainError } from '../domain/errors.ts'
import { createTemporalDocumentsWork } from '../functions/documents/temporal_work.ts'
import { createJobs } from '../functions/jobs/jobs.ts'
import { DeadlineError } from '../infra/deadline.ts'
import { silentLog as log } from '../infra/log.ts'
import { openTemporal } from '../infra/temporal/open_temporal.ts'
import type { Temporal } from '../infra/temporal/open_temporal.ts'

/** Takes connections and says nothing. */
const silent = createServer((socket) => void sockets.push(socket.on('error', () => {}).resume()))
const sockets: Socket[] = []
let temporal: Temporal
before(async () => {
  await once(silent.listen(0, '127.0.0.1'), 'listening')
  temporal = openTemporal({ address: `127.0.0.1:${(silent.address() as AddressInfo).port}`, namespace: 'default' }, { log })
})
after(async () => {
  // What was asked goes on for five seconds, whoever gave up on it: to close it meanwhile harms nothing.
  await temporal.close()
  for (const socket of sockets) socket.destroy()
  silent.close()
})

test('the list of jobs says after three seconds that Temporal does not answer', async () => {
  await assert.rejects(createJobs({ temporal, log }).list({ accountId: 'u-ada', isAdmin: false }), (error: unknown) =>
    error instanceof DomainError && error.code === 'unavailable' && error.cause instanceof DeadlineError && error.cause.ms === 3_000)
})

test('to stop the work on a document takes no longer than that', async () => {
  await assert.rejects(createTemporalDocumentsWork(temporal).stop('d-1'), DeadlineError)
})
