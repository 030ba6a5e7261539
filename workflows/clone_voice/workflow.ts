import { CancellationScope, ContinueAsNew, continueAsNew, isCancellation, proxyActivities, sleep } from '@temporalio/workflow'
import { BOOKS, LONG_WORK } from '../activity_options.ts'
import { causeOf, ending } from '../failures.ts'
import { trackStatus } from '../status.ts'
import type { Status } from '../status.ts'
import type { CloneVoiceActivities } from './activities.ts'
import type { CloneVoiceBooks } from './books.ts'
import { LOOK_FIRST_MS, LOOK_LATER_MS, LOOKS_A_RUN, ROUNDS_A_RUN } from './messages.ts'
import type { CloneVoiceInput, CloneVoiceResult } from './messages.ts'

const { checkVoiceSample, learnVoice, findCloningEngine } = proxyActivities<CloneVoiceActivities>(LONG_WORK)
const books = proxyActivities<CloneVoiceBooks>(BOOKS)

const GONE: CloneVoiceResult = { state: 'gone' }
/** The engine is not there, or not any more. */
const AWAY: ReadonlySet<string> = new Set(['model-unavailable', 'clone-unavailable', 'unavailable'])

/**
 * Looks at a voice's sample, waits for an engine if there is none, and has it learn the voice. A sample that is of no use ends it well, with the
 * refusal; what the engine does not take, and what fails for good, fails it with its code. Cancelled, it leaves nothing of a voice that is gone.
 */
export async function cloneVoice({ accountId, voiceId }: CloneVoiceInput): Promise<CloneVoiceResult> {
  const status = trackStatus()
  const voice = { accountId, voiceId }
  try {
    const result = await work(voice, status)
    status.end('done', result.state === 'refused' ? { cause: result.refusal } : {})
    return result
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => books.sweepVoice(voice))
      status.end('cancelled')
      throw error
    }
    const cause = causeOf(error)
    if (await books.recordVoiceState({ ...voice, state: 'failed', cause }) === 'gone') {
      status.end('done')
      return GONE
    }
    status.end('failed', { cause })
    throw ending(cause, 'The voice could not be made')
  }
}

async function work(voice: CloneVoiceInput, status: Status): Promise<CloneVoiceResult> {
  status.at('checking', { from: 0, upTo: 0.4 })
  const begun = await books.beginVoice(voice)
  if (!begun) return GONE
  const sample = { ...voice, sampleId: begun.sampleId }
  if (!begun.checked) {
    const check = await checkVoiceSample(sample)
    if (await books.recordVoiceCheck({ ...sample, ...check }) === 'gone') return GONE
    if (check.refusal !== null) return { state: 'refused', refusal: check.refusal }
  }
  for (let round = 1; ; round++) {
    status.at('waiting-for-engine', { from: 0.4 })
    if (await waitForEngine(voice) === 'gone') return GONE
    status.at('learning', { from: 0.5, upTo: 0.95 })
    if (await books.recordVoiceState({ ...voice, state: 'making' }) === 'gone') return GONE
    try {
      const made = await learnVoice(sample)
      status.at('storing', { from: 0.95 })
      if (await books.recordVoiceEmbedding({ ...voice, ...made }) === 'gone') return GONE
      return { state: 'ready', engine: made.engine }
    } catch (error) {
      // The engine left meanwhile, or was never more than a promise: the voice is kept, and waits for the next.
      const cause = isCancellation(error) ? null : causeOf(error)
      if (cause === null || !AWAY.has(cause)) throw error
      if (await books.recordVoiceState({ ...voice, state: 'waiting' }) === 'gone') return GONE
      await sleep(LOOK_LATER_MS)
      if (round >= ROUNDS_A_RUN) await beginAnew(voice)
    }
  }
}

/** Resolves when an engine would answer; the owner is told that it is waited for. */
async function waitForEngine(voice: CloneVoiceInput): Promise<'here' | 'gone'> {
  let waitMs = LOOK_FIRST_MS
  for (let looks = 1; await findCloningEngine() === null; looks++) {
    if (looks === 1 && await books.recordVoiceState({ ...voice, state: 'waiting' }) === 'gone') return 'gone'
    await sleep(waitMs)
    waitMs = Math.min(2 * waitMs, LOOK_LATER_MS)
    if (looks >= LOOKS_A_RUN) await beginAnew(voice)
  }
  return 'here'
}

/** With a history of its own: what was checked is not checked again. */
function beginAnew(voice: CloneVoiceInput): Promise<never> {
  return continueAsNew<(input: CloneVoiceInput) => Promise<CloneVoiceResult>>(voice)
}
