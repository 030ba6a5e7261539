import { Hono } from 'hono'
import type { DubAudio } from '../../../domain/dub.ts'
import { readMeetingDub, readRoomDub } from '../../../functions/dubs/read_audio.ts'
import type { ReadAudioDeps } from '../../../functions/dubs/read_audio.ts'
import { routes } from '../../../views/mod.ts'
import type { AccountSession } from '../../gateway/account_session.ts'
import { answerRange } from '../../gateway/range.ts'
import type { Session } from '../../gateway/session.ts'

export interface DubPagesDeps extends ReadAudioDeps {
  readonly session: Pick<Session, 'require'>
  readonly accounts: AccountSession
}

/** Recordings of spoken captions: in the meeting for its members, in the transcript for its readers. Each request is asked who makes it. */
export function createDubPagesApp({ session, accounts, ...deps }: DubPagesDeps) {
  return new Hono()
    .get(routes.dubAudio.path, async (c) => {
      const { code: roomId, dub: dubId, file } = c.req.param()
      const me = await session.require(c, roomId)
      return answerRange(c, await readRoomDub(deps, { roomId, dubId, audio: toAudio(file) }, me), { contentType: 'audio/wav' })
    })
    .get(routes.lineAudio.path, async (c) => {
      const { accountId } = await accounts.require(c)
      const { meeting: meetingId, dub: dubId, file } = c.req.param()
      return answerRange(c, await readMeetingDub(deps, { meetingId, dubId, audio: toAudio(file) }, { accountId }), { contentType: 'audio/wav' })
    })
}

/** The addresses have no other files. */
function toAudio(file: string): DubAudio {
  return file === 'clone.wav' ? 'clone' : 'quick'
}
