import { CancellationScope, condition, continueAsNew, ContinueAsNew, defineSignal, isCancellation, proxyActivities, setHandler } from '@temporalio/workflow'
import { DIARIZATION_QUEUE } from '../../domain/job.ts'
import { BOOKS, LONG_WORK } from '../activity_options.ts'
import { causeOf, ending } from '../failures.ts'
import { trackStatus } from '../status.ts'
import type { Status } from '../status.ts'
import type { DiarizationBooks, DiarizationWork } from './activities.ts'
import { CHUNK_SIGNAL, CHUNKS_A_RUN, LOOK_EVERY_MS, LOOKS_A_RUN } from './messages.ts'
import type { ChunkSignal, DiarizeMeetingInput, DiarizeMeetingResult } from './messages.ts'

export const speechSignal = defineSignal<[ChunkSignal]>(CHUNK_SIGNAL)

/** However many meetings there are, a worker tells apart one stretch of speech at a time; the others wait in the queue. */
const { tellApart } = proxyActivities<DiarizationWork>({ ...LONG_WORK, taskQueue: DIARIZATION_QUEUE })
/** An hour of speech on a slow machine, once. */
const { tellApart: tellApartWhole } = proxyActivities<DiarizationWork>({ ...LONG_WORK, taskQueue: DIARIZATION_QUEUE, startToCloseTimeout: '2 hours' })
const books = proxyActivities<DiarizationBooks>(BOOKS)

/** The audio of the whole meeting, in the place of a chunk. */
const WHOLE = 'whole'

/**
 * Tells apart who speaks at a shared microphone while the meeting goes on, chunk by chunk as they come, each with those heard before. A chunk that
 * fails for good leaves its captions without labels, and the next one goes on. When the meeting is over, all of it is heard once more if its
 * audio was kept. Cancelled, it takes the audio away and nothing more comes.
 */
export async function diarizeMeeting(input: DiarizeMeetingInput): Promise<DiarizeMeetingResult> {
  const status = trackStatus()
  const waiting: ChunkSignal[] = [...(input.waiting ?? [])]
  setHandler(speechSignal, (chunk) => {
    if (!waiting.some(({ chunkId }) => chunkId === chunk.chunkId)) waiting.push(chunk)
  })
  const { roomId, meetingId, peerId } = input
  const microphone = { roomId, meetingId, peerId }
  try {
    const result = await work(input, waiting, status)
    status.end('done')
    return result
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error
    await CancellationScope.nonCancellable(() => books.stopMicrophone(microphone))
    if (isCancellation(error)) {
      status.end('cancelled')
      throw error
    }
    const cause = causeOf(error)
    status.end('failed', { cause })
    throw ending(cause, 'Who spoke could not be written down')
  }
}

async function work(input: DiarizeMeetingInput, waiting: ChunkSignal[], status: Status): Promise<DiarizeMeetingResult> {
  const { roomId, meetingId, peerId } = input
  const microphone = { roomId, meetingId, peerId }
  let { known = null, done = 0, failed = 0 } = input
  const gone = (): DiarizeMeetingResult => ({ state: 'gone', done, failed, whole: false })
  if (await books.beginMicrophone(microphone) === 'gone') return gone()
  for (let [chunks, looks] = [0, 0]; ;) {
    if (chunks >= CHUNKS_A_RUN || looks >= LOOKS_A_RUN) {
      return continueAsNew<typeof diarizeMeeting>({ roomId, meetingId, peerId, known, done, failed, waiting })
    }
    const chunk = waiting[0]
    if (!chunk) {
      status.at('waiting-for-speech', { from: 0.5 })
      if (await condition(() => waiting.length > 0, LOOK_EVERY_MS)) continue
      looks++
      const { over, audio } = await books.meetingState(microphone)
      if (!over) continue
      // Speech of the last moments may have come while it was asked.
      if (waiting.length > 0) continue
      const whole = await hearWhole({ microphone, known, audio, status })
      await books.endMicrophone(microphone)
      if (waiting.length > 0) continue
      return { state: 'done', done, failed, whole }
    }
    chunks++
    status.at('telling-apart', { from: 0.5 })
    const { chunkId, key, pieces } = chunk
    const knownTo = `meetings/${meetingId}/speech/${peerId}/${chunkId}.json`
    try {
      const told = await tellApart({ chunkId, audio: [{ key, pieces }], known, knownTo })
      if (await books.recordTurns({ ...microphone, chunkId, ...told }) === 'gone') return gone()
      await books.dropSpeech(microphone, chunkId)
      known = knownTo
      done++
    } catch (error) {
      if (isCancellation(error)) throw error
      failed++
      await books.failSpeech(microphone, { chunkId, cause: causeOf(error) })
    }
    waiting.shift()
  }
}

interface Whole {
  readonly microphone: { readonly roomId: string; readonly meetingId: string; readonly peerId: string }
  readonly known: string | null
  readonly audio: Awaited<ReturnType<DiarizationBooks['meetingState']>>['audio']
  readonly status: Status
}

/** @returns whether it was; what cannot be heard again stays as it was told while the meeting went on */
async function hearWhole({ microphone, known, audio, status }: Whole): Promise<boolean> {
  if (audio.length === 0) return false
  status.at('whole-meeting', { from: 0.5, upTo: 0.95 })
  const { meetingId, peerId } = microphone
  try {
    const told = await tellApartWhole({ chunkId: WHOLE, audio, known, knownTo: `meetings/${meetingId}/speech/${peerId}/${WHOLE}.json` })
    return await books.recordTurns({ ...microphone, chunkId: WHOLE, ...told }) === 'kept'
  } catch (error) {
    if (isCancellation(error)) throw error
    return false
  }
}
