import type { ErrorCode } from '../../domain/errors.ts'
import { ERRORS } from '../../domain/errors.ts'
import type { Room } from '../../domain/room.ts'
import type { AssetUrl } from '../assets.ts'
import type { Messages } from '../messages/mod.ts'
import { Moment } from '../parts/moment.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { routes } from '../routes.ts'
import { MessagePage } from './message.tsx'

/** Why someone does not get into a room, each reason in its own words. */
export type EntryRefusal = Extract<ErrorCode, 'room-full' | 'room-locked' | 'room-closed' | 'room-early' | 'rooms-at-once' | 'removed'>

export const ENTRY_REFUSALS: readonly EntryRefusal[] = ['room-full', 'room-locked', 'room-closed', 'room-early', 'rooms-at-once', 'removed']

/** A room that does not let the person in now. */
export function EntryRefusalPage({ t, assetUrl, room, why }: { t: Messages; assetUrl: AssetUrl; room: Room; why: EntryRefusal }) {
  return (
    <MessagePage t={t} assetUrl={assetUrl} title={why === 'room-full' ? t.refusals.full : t.errors[why].title} here={routes.room.to(room.roomId)}>
      <p>
        <Why t={t} room={room} why={why} />
      </p>
      <p class='actions'>
        {ERRORS[why].retryable && <a class='button button-primary' href={routes.room.to(room.roomId)}>{t.common.tryAgain}</a>}
        <a class='button' href={routes.home.to()}>{t.refusals.startNew}</a>
      </p>
    </MessagePage>
  )
}

function Why({ t, room, why }: { t: Messages; room: Room; why: EntryRefusal }) {
  if (why === 'room-full' && room.peopleMax !== null) return <>{t.refusals.fullHow(room.peopleMax)}</>
  if (why === 'room-early' && room.scheduledAtMs !== null) {
    return <Sentence of={t.rooms.opens('{time}')} fill={{ time: <Moment t={t} ms={room.scheduledAtMs} /> }} />
  }
  return <>{t.errors[why].next}</>
}
