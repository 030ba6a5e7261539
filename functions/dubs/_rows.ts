import type { Dub, DubAudio, DubCause } from '../../domain/dub.ts'
import type { Language } from '../../domain/language.ts'
import type { dubs } from '../../infra/db/schema/mod.ts'

export type DubRow = typeof dubs.$inferSelect

export function toDub({ dubId, captionId, roomId, meetingId, language, state, cause, durationMs, quickMs }: DubRow): Dub {
  return { dubId, captionId, roomId, meetingId, language: language as Language, state, cause: cause as DubCause | null, durationMs, quickMs }
}

/** Where what was heard of a clone live lies until the dub is settled, as the engine gave it. */
export function heardKey({ meetingId, dubId }: Pick<Dub, 'meetingId' | 'dubId'>): string {
  return `meetings/${meetingId}/dubs/${dubId}/heard.wav`
}

/** Where a recording lies: erasing the meeting takes it along. */
export function audioKey({ meetingId, dubId }: Pick<Dub, 'meetingId' | 'dubId'>, audio: DubAudio): string {
  return `meetings/${meetingId}/dubs/${dubId}/${audio}.wav`
}
