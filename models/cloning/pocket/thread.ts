import process from 'node:process'
import { setPriority } from 'node:os'
import { DomainError } from '../../../domain/errors.ts'
import { serveThread } from '../../runtime/serve_thread.ts'
import { createPocketSpeaker } from './speaker.ts'
import type { PocketRequest, PocketVoice } from './speaker.ts'

/** Recognition comes first: this thread, and those that its models begin, get what the others leave. */
const NICE = 10
// On Linux it is this thread's alone.
if (process.platform === 'linux') setPriority(0, NICE)

const speaker = createPocketSpeaker()
const running = new Map<number, AsyncGenerator<Int16Array>>()
let last = 0

await serveThread(async () => ({
  prepare: (voice: PocketVoice) => speaker.prepare(voice),
  /** Number under which `next` brings the sound, piece by piece. */
  begin: async (request: PocketRequest) => {
    running.set(++last, speaker.speak(request))
    return last
  },
  /** The next piece, null at the end. */
  next: async (id: number) => {
    const pieces = running.get(id)
    if (!pieces) throw new DomainError('internal', `Nothing is being spoken under the number ${id}`)
    const { done, value } = await pieces.next()
    if (!done) return value
    running.delete(id)
    return null
  },
  end: async (id: number) => {
    await running.get(id)?.return(undefined)
    running.delete(id)
  },
}))
