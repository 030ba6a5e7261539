import { DefaultLogger, Runtime } from '@temporalio/worker'
import type { Log } from '../infra/log.ts'

const LEVELS = { TRACE: 'debug', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const
let installed = false

/** Sends what Temporal's SDK says into our log, and leaves signals to us. Once a process; calls after the first do nothing. */
export function installRuntime(log: Log): void {
  if (installed) return
  installed = true
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => log[LEVELS[level]]('temporal-sdk', { message, ...meta })),
    telemetryOptions: { logging: { forward: { level: 'WARN' } } },
    shutdownSignals: [],
  })
}
