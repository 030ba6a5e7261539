import { eq } from 'drizzle-orm'
import type { SegmentEvent, SpeechSegment } from '../../domain/audio.ts'
import { msToSamples } from '../../domain/audio.ts'
import { TIERS } from '../../domain/tier.ts'
import { SAMPLE_SPEECH_MAX_MS } from '../../domain/voice.ts'
import { accounts, voices } from '../../infra/db/schema/mod.ts'
import { addPiece } from './collect.ts'
import type { VoicesDeps } from './context.ts'

/** Shorter speech is a "yes" or a cough. */
const SHORTEST_MS = 1_500
/** Speech that is quieter than this is of a voice that is far from its microphone. */
const QUIETEST_DBFS = -38
/** A sample this close to full scale was cut off there. */
const CLIPPED_FROM = 0.985
const CLIPPED_SHARE_MAX = 0.001
/** How long somebody who just began to collect may speak unheard. */
const LOOK_EVERY_MS = 3_000
/** Pieces that wait for the database at most: what is more is not collected. */
const WAITING_MAX = 20

/** Somebody in a room. */
export interface Microphone {
  readonly roomId: string
  readonly peerId: string
}

export interface CollectorDeps extends VoicesDeps {
  /** Whose microphone it is: null for guests, for people who are gone, and for several people's. */
  readonly accountOf: (who: Microphone) => Promise<string | null>
  /** Tells who speaks how much there is; null: no more is collected. */
  readonly tell?: (who: Microphone, speechMs: number | null) => Promise<void>
}

export interface Collector {
  /** Takes what the tap tells, and keeps what somebody agreed to have collected. Never throws, never waits. */
  take(event: SegmentEvent): void
  /** Resolves when what was taken is kept. */
  settled(): Promise<void>
}

/** Collects voices from speech in meetings, of those who agreed to it and switched it on, and of nobody else. */
export function createCollector({ accountOf, tell = async () => {}, ...deps }: CollectorDeps): Collector {
  const { db, now, log } = deps
  let collecting: ReadonlySet<string> = new Set()
  /** Accounts whose pages say that something is collected, and where they are. */
  const told = new Map<string, Microphone>()
  let lookedAtMs = -Infinity
  let waiting = 0
  let turn: Promise<void> = Promise.resolve()

  const tellOver = async (accountId: string) => {
    const where = told.get(accountId)
    if (where && told.delete(accountId)) await tell(where, null)
  }
  const look = async () => {
    lookedAtMs = now()
    const rows = await db.select({ accountId: voices.accountId, tier: accounts.tier }).from(voices).innerJoin(accounts, eq(accounts.accountId, voices.accountId)).where(eq(voices.state, 'collecting'))
    // Of a plan that has no voices any more nothing is kept; what there is stays, for when it comes back.
    collecting = new Set(rows.filter(({ tier }) => TIERS[tier].voiceSamples !== 0).map(({ accountId }) => accountId))
    for (const accountId of [...told.keys()]) if (!collecting.has(accountId)) await tellOver(accountId)
  }
  const collect = async (segment: SpeechSegment) => {
    if (now() - lookedAtMs >= LOOK_EVERY_MS) await look()
    if (collecting.size === 0) return
    const accountId = await accountOf(segment)
    if (accountId === null || !collecting.has(accountId)) return
    // The head repeats what the segment before had.
    const speech = segment.pcm.subarray(msToSamples(segment.overlapMs))
    if (!isGoodSpeech(speech)) return
    const added = await addPiece(deps, { accountId, startMs: Math.round(segment.startMs + segment.overlapMs), pcm: toInt16(speech) })
    if (!added) return tellOver(accountId)
    const { roomId, peerId } = segment
    if (added.speechMs < SAMPLE_SPEECH_MAX_MS) told.set(accountId, { roomId, peerId })
    else told.delete(accountId)
    await tell({ roomId, peerId }, added.speechMs)
  }

  return {
    take(event) {
      if (event.type !== 'segment' || event.segment.kind !== 'final' || waiting >= WAITING_MAX) return
      const { segment } = event
      waiting++
      turn = turn.then(() => collect(segment)).catch((error: unknown) => log.warn('voice-not-collected', { error })).finally(() => void waiting--)
    },
    settled: () => turn,
  }
}

/** Long enough, near enough, not cut off. */
export function isGoodSpeech(pcm: Float32Array): boolean {
  if (pcm.length < msToSamples(SHORTEST_MS)) return false
  let [sum, clipped] = [0, 0]
  for (const sample of pcm) {
    sum += sample * sample
    if (Math.abs(sample) >= CLIPPED_FROM) clipped++
  }
  return 10 * Math.log10(sum / pcm.length) >= QUIETEST_DBFS && clipped / pcm.length <= CLIPPED_SHARE_MAX
}

function toInt16(pcm: Float32Array): Int16Array {
  return Int16Array.from(pcm, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_767))))
}
