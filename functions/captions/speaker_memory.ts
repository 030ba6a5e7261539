import { z } from 'zod'
import { transcriptSchema } from '../../domain/caption.ts'
import type { Cache } from '../../infra/cache/cache.ts'
import type { Log } from '../../infra/log.ts'
import { followedSchema } from './follow_language.ts'
import type { Cut } from './stitch.ts'

/** A speaker who was silent for this long is forgotten. */
const FORGET_AFTER_MS = 30 * 60_000
/** Final texts kept: the last one, and those before it for a segment that is worked on again. */
const FINALS_KEPT = 4

const speakerSchema = z.object({
  /** Counts changes: of two states the higher one is newer. */
  revision: z.number().int(),
  followed: followedSchema,
  /** Final texts, the last one last, for words that an overlap repeats: what was shown, what waits to be said again, and when the last words of both end. */
  finals: z.array(z.object({ segmentId: z.string(), shown: z.string(), held: z.string(), endsMs: z.array(z.number()).nullish() })),
  /** The last decode, for a segment that holds the same audio. */
  last: z.object({ audioId: z.string(), transcript: transcriptSchema }).nullable(),
  /** What an utterance said so far, in the model's tokens. */
  draft: z.object({ utteranceId: z.string(), tokens: z.array(z.number()).readonly(), model: z.string().optional() }).nullable(),
  /** What the utterance's line shows as stable, and the text that it was last compared with. */
  steady: z.object({ utteranceId: z.string(), audioId: z.string(), stable: z.string(), text: z.string(), confidence: z.number() }).nullable().default(null),
})
export type Speaker = z.infer<typeof speakerSchema>

export interface SpeakerMemory {
  recall(peerId: string): Promise<Speaker>
  /** As of the last `recall` or `change` in this process. */
  known(peerId: string): Speaker
  change(peerId: string, change: Partial<Omit<Speaker, 'revision'>>): Promise<void>
}

export interface SpeakerMemoryDeps {
  /** Shares what is known with other processes; null keeps it in this one. */
  readonly cache: Cache | null
  readonly log: Log
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/**
 * What is known of each speaker between segments, wherever the one before was worked on. A lane's items run one after the other,
 * so the newest state is the one to go on with. Without the cache, what this process knows has to do.
 */
export function createSpeakerMemory({ cache, log, now }: SpeakerMemoryDeps): SpeakerMemory {
  const own = new Map<string, { readonly speaker: Speaker; readonly seenAtMs: number }>()

  const read = async (peerId: string): Promise<Speaker | null> => {
    if (!cache) return null
    try {
      const text = await cache.get(cacheKey(peerId))
      const parsed = text === null ? null : speakerSchema.safeParse(JSON.parse(text))
      return parsed?.data ?? null
    } catch (error) {
      log.debug('speaker-not-shared', { peerId, error })
      return null
    }
  }
  const keep = (peerId: string, speaker: Speaker) => {
    for (const [other, { seenAtMs }] of own) if (now() - seenAtMs > FORGET_AFTER_MS) own.delete(other)
    own.set(peerId, { speaker, seenAtMs: now() })
  }
  const known = (peerId: string): Speaker => {
    const entry = own.get(peerId)
    if (entry && now() - entry.seenAtMs <= FORGET_AFTER_MS) return entry.speaker
    return { revision: 0, followed: { language: null, other: null }, finals: [], last: null, draft: null, steady: null }
  }

  return {
    known,
    async recall(peerId) {
      const shared = await read(peerId)
      const mine = known(peerId)
      const speaker = shared && shared.revision > mine.revision ? shared : mine
      keep(peerId, speaker)
      return speaker
    },
    async change(peerId, change) {
      const before = known(peerId)
      const speaker = { ...before, ...change, revision: before.revision + 1 }
      keep(peerId, speaker)
      if (!cache) return
      try {
        await cache.set(cacheKey(peerId), JSON.stringify(speaker), { ttlMs: FORGET_AFTER_MS })
      } catch (error) {
        log.debug('speaker-not-shared', { peerId, error })
      }
    },
  }
}

/** The text before this segment's own: also when it is worked on again, so that it is never compared with itself. */
export function finalBefore({ finals }: Speaker, segmentId: string): Cut {
  const own = finals.findIndex((final) => final.segmentId === segmentId)
  const before = own < 0 ? finals.length - 1 : own - 1
  return finals[before] ?? { shown: '', held: '' }
}

/** With this segment's text as the last one, unless it has its place already. */
export function withFinal({ finals }: Speaker, final: Speaker['finals'][number]): Speaker['finals'] {
  if (finals.some(({ segmentId }) => segmentId === final.segmentId)) return finals
  return [...finals, final].slice(-FINALS_KEPT)
}

function cacheKey(peerId: string): string {
  return `speaker:${peerId}`
}
