import type { Clock } from '../../infra/clock.ts'
import type { Log } from '../../infra/log.ts'
import type { MeshSpeaker } from '../mesh/ports.ts'

/** Pages wait this long for the function that speaks, which may be elsewhere, ms. */
const WAIT_MS = 300

export interface AsksGoogleDeps {
  readonly speaker: Pick<MeshSpeaker, 'spoken'>
  /** What this process would allow: it holds until the function has answered. */
  readonly configured: boolean
  readonly clock: Clock
  readonly log: Log
}

/** Whether texts may go to Google to be spoken, for pages that say so: as the function that speaks said last. Never throws. */
export function createAsksGoogle({ speaker, configured, clock, log }: AsksGoogleDeps): () => Promise<boolean> {
  let known = configured
  let asking: Promise<void> | null = null
  const ask = async () => {
    try {
      known = (await speaker.spoken()).google
    } catch (error) {
      log.warn('voices-not-asked', { error })
    } finally {
      asking = null
    }
  }
  return async () => {
    asking ??= ask()
    let cancel = () => {}
    const waited = new Promise<void>((resolve) => { cancel = clock.after(WAIT_MS, resolve) })
    await Promise.race([asking, waited])
    cancel()
    return known
  }
}
