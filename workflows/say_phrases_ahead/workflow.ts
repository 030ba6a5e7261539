import { isCancellation, proxyActivities, sleep } from '@temporalio/workflow'
import type { Language } from '../../domain/language.ts'
import { BOOKS } from '../activity_options.ts'
import { causeOf, ending } from '../failures.ts'
import { trackStatus } from '../status.ts'
import type { Status } from '../status.ts'
import type { DubSpeech } from '../synthesize_cloned_speech/activities.ts'
import type { PhraseBooks } from './activities.ts'

/** Between two phrases the engine is free for captions, ms. */
const PAUSE_MS = 3_000
/** An engine that fails so often in a row is left alone. */
const FAILURES_MAX = 3

interface Whose {
  readonly accountId: string
  readonly language: Language
}

const books = proxyActivities<PhraseBooks>(BOOKS)
const { sayInVoice } = proxyActivities<DubSpeech>({
  startToCloseTimeout: '90 seconds', heartbeatTimeout: '10 seconds', retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumAttempts: 2 },
})

/**
 * Says common phrases in somebody's voice before they are needed, one after the other and with pauses, since captions go first. It ends with the list, when
 * the voice is gone, and when the engine keeps failing. @returns how many were made
 */
export async function sayPhrasesAhead(whose: Whose): Promise<{ readonly said: number }> {
  const status = trackStatus()
  try {
    const said = await sayAll(whose, status)
    status.end('done')
    return { said }
  } catch (error) {
    if (isCancellation(error)) {
      status.end('cancelled')
      throw error
    }
    const cause = causeOf(error)
    status.end('failed', { cause })
    throw ending(cause, 'Common phrases could not be said')
  }
}

async function sayAll(whose: Whose, status: Status): Promise<number> {
  status.at('checking', { from: 0 })
  const orders = await books.phraseOrders(whose)
  let [said, failures] = [0, 0]
  for (const [index, order] of orders.entries()) {
    status.at('speaking', { from: index / orders.length, upTo: (index + 1) / orders.length })
    try {
      await sayInVoice(order)
      failures = 0
    } catch (error) {
      if (isCancellation(error)) throw error
      if (++failures === FAILURES_MAX) break
      continue
    }
    if (!await books.keepPhraseAhead(order)) break
    said += 1
    await sleep(PAUSE_MS)
  }
  return said
}
