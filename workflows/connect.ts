import { setTimeout as sleep } from 'node:timers/promises'
import type { NativeConnection } from '@temporalio/worker'
import type { Log } from '../infra/log.ts'
import type { TemporalAddress } from '../infra/temporal/open_temporal.ts'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000

/** Connects a worker to Temporal, however long that is away. Rejects only when aborted. */
export async function connectWorker({ address, tls, apiKey }: TemporalAddress, { log, signal }: { log: Log; signal: AbortSignal }): Promise<NativeConnection> {
  const { NativeConnection } = await import('@temporalio/worker')
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    signal.throwIfAborted()
    try {
      return await NativeConnection.connect({ address, ...(tls ? { tls } : {}), ...(apiKey === undefined ? {} : { apiKey }) })
    } catch (error) {
      if (waitMs === LONGEST_WAIT_MS) log.warn('temporal-away', { address, error })
    }
    await sleep(waitMs, undefined, { signal })
  }
}
