import { PeoplePush, RoomEventPush, RoomStatePush } from '../../views/mod.ts'
import type { HubRender } from './room_hub.ts'

/** Pushes are the pages' own components, so a pushed line and a first one are the same. */
export const hubRender: HubRender = {
  event: (event, { me, role, t }) => String(<RoomEventPush t={t} event={event} me={me} role={role} />),
  people: (participants, { me, t }) => String(<PeoplePush t={t} participants={participants} me={me} />),
  state: (state, { role, t }) => String(<RoomStatePush t={t} state={state} role={role} nowMs={Date.now()} />),
}
