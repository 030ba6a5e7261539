import type { LanguageNews } from '../../domain/language_state.ts'
import { CaptionFinalPush, LanguageNewsPush, PeoplePush, RoomEventPush, RoomStatePush, SpeakersPush } from '../../views/mod.ts'
import type { Messages } from '../../views/mod.ts'
import type { HubRender } from './room_hub.ts'

/** Pushes are the pages' own components, so a pushed line and a first one are the same. */
export const hubRender: HubRender = {
  event: (event, { me, role, t }) => String(<RoomEventPush t={t} event={event} me={me} role={role} />),
  caption: (event, parts, { t }) => String(<CaptionFinalPush t={t} event={event} parts={parts} />),
  speakers: (update, { role, t }) => String(<SpeakersPush t={t} role={role} update={update} />),
  people: (participants, { me, t }) => String(<PeoplePush t={t} participants={participants} me={me} />),
  state: (state, { role, t }) => String(<RoomStatePush t={t} state={state} role={role} nowMs={Date.now()} />),
}

/** The push about a language, for the pages that read it. */
export function languageHtml(t: Messages, { roomId, news }: { roomId: string; news: LanguageNews }): string {
  return String(<LanguageNewsPush t={t} roomId={roomId} news={news} />)
}
