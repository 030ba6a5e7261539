import { Hono } from 'hono'
import { DomainError } from '../../../domain/errors.ts'
import { rateCaption } from '../../../functions/transcripts/rate_line.ts'
import type { RateLineDeps } from '../../../functions/transcripts/rate_line.ts'
import { routes } from '../../../views/mod.ts'
import { Thumbs } from '../../../views/parts/thumbs.tsx'
import type { MessagesOf } from '../../gateway/locale.ts'
import type { Session } from '../../gateway/session.ts'
import { readAnswer, readLanguage } from './query.ts'

export interface CaptionRatingDeps extends RateLineDeps {
  readonly session: Pick<Session, 'require'>
  readonly messages: MessagesOf
}

/** Thumbs on a caption, from inside the room: for members of the room only. */
export function createCaptionRatingApp({ session, messages, ...deps }: CaptionRatingDeps) {
  return new Hono().post(routes.captionRating.path, async (c) => {
    const { code: roomId, line: lineId } = c.req.param()
    const { peerId, accountId } = await session.require(c, roomId)
    const body = await c.req.parseBody()
    const language = readLanguage(body.language)
    if (!language) throw new DomainError('invalid-input', 'Cannot rate this line: its language is not one that Parley knows')
    const value = readAnswer(body.value)
    await rateCaption(deps, { roomId, lineId, language, value }, { peerId, accountId })
    if (!c.req.header('hx-request')) return c.redirect(routes.room.to(roomId), 303)
    return c.html(<Thumbs t={await messages(c)} action={routes.captionRating.to(roomId, lineId)} language={language} mine={value} />)
  })
}
