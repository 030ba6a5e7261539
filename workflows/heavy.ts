import type { Config } from '../infra/config.ts'
import type { Log } from '../infra/log.ts'
import type { Activities } from './worker.ts'

/** The activities of worker processes, with what they have open. */
export interface Heavy {
  readonly activities: Activities
  close(): Promise<void>
}

/** Opens what heavy activities need: models and blobs, never the database or the bus, which belong to the main process. */
export async function openHeavy(_deps: { readonly config: Config; readonly log: Log }): Promise<Heavy> {
  return {
    activities: {},
    async close() {},
  }
}
