import { DomainError } from '../../domain/errors.ts'
import type { SegmentEvent } from '../../domain/audio.ts'
import type { Participant } from '../../domain/room.ts'
import type { Clock } from '../../infra/clock.ts'
import { createCollector } from './collector.ts'
import type { CollectorDeps } from './collector.ts'
import type { CloningWork, VoicesDeps } from './context.ts'
import { createVoices } from './voices.ts'
import type { VoicesPort } from './voices.ts'

/** How often what was begun is looked after. */
const TEND_EVERY_MS = 15_000

export interface OpenVoicesDeps extends Omit<VoicesDeps, 'now'> {
  readonly clock: Clock
  /** As `CollectorDeps.tell`. */
  readonly tell?: CollectorDeps['tell']
  readonly findParticipant: (who: { readonly roomId: string; readonly peerId: string }) => Promise<Pick<Participant, 'accountId' | 'sharesMicrophone'>>
}

export interface OpenVoices {
  readonly voices: VoicesPort
  /** Takes what the tap tells: voices are collected from it, of those who agreed and switched it on. */
  collect(event: SegmentEvent): void
  close(): Promise<void>
}

/** Voices with what goes on beside requests: collecting in meetings, and finishing what was cut off. */
export function openVoices({ clock, tell, findParticipant, ...rest }: OpenVoicesDeps): OpenVoices {
  const deps: VoicesDeps = { ...rest, now: clock.now }
  const voices = createVoices(deps)
  const collector = createCollector({
    ...deps,
    ...(tell ? { tell } : {}),
    accountOf: (who) => findParticipant(who).then(({ accountId, sharesMicrophone }) => (sharesMicrophone ? null : accountId), (error: unknown) => {
      if (error instanceof DomainError && error.code === 'not-found') return null
      throw error
    }),
  })
  let closed = false
  let cancel = () => {}
  let running: Promise<void> = Promise.resolve()
  const next = () => {
    if (!closed) cancel = clock.after(TEND_EVERY_MS, tend)
  }
  const tend = () => {
    running = voices.tend().catch((error: unknown) => deps.log.warn('voices-not-tended', { error })).then(next)
  }
  tend()
  return {
    voices,
    collect: (event) => collector.take(event),
    async close() {
      closed = true
      cancel()
      await running
      await collector.settled()
    },
  }
}

/** Where nothing does long work: samples are kept until something does. */
export const noCloningWork: CloningWork = {
  async start() {
    throw new DomainError('unavailable', 'Cannot look at the voice sample: nothing does long work here. It is kept until something does')
  },
  async stop() {},
}
