import { PeoplePush, RoomEventPush } from '../../views/mod.ts'
import type { HubRender } from './room_hub.ts'

/** Pushes are the pages' own components, so a pushed line and a first one are the same. */
export const hubRender: HubRender = {
  event: (event, me) => String(<RoomEventPush event={event} me={me} />),
  people: (participants, me) => String(<PeoplePush participants={participants} me={me} />),
}
