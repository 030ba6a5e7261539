import type { Participant } from '../../domain/room.ts'
import { ids, pushTo } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { type PersonProps, PersonRow, Tile, TileName } from '../parts/people.tsx'
import { SharedMicrophone } from '../parts/speakers.tsx'

/** Someone came, or changed their name or languages. A tile that is there stays, because media plays in it. */
export function PersonPush({ t, participant, me, role }: PersonProps) {
  return (
    <>
      <ul hx-swap-oob={pushTo('upsert', ids.people)}>
        <PersonRow t={t} participant={participant} me={me} role={role} />
      </ul>
      <ul hx-swap-oob={pushTo('once', ids.tiles)}>
        <Tile t={t} participant={participant} me={me} />
      </ul>
      <div hx-swap-oob={pushTo('update', ids.tiles)}>
        <TileName t={t} participant={participant} me={me} />
      </div>
      {participant.peerId === me && <OwnMicrophone t={t} me={participant} />}
    </>
  )
}

/** Whether one shares one's microphone, for pages on which somebody said so before: the room's plan had it then. */
function OwnMicrophone({ t, me }: { t: Messages; me: Participant }) {
  return me.sharesMicrophone === undefined ? <></> : <SharedMicrophone t={t} me={me} included oob='true' />
}

/** Someone left. */
export function PersonLeftPush({ peerId }: { peerId: string }) {
  return (
    <>
      <ul hx-swap-oob={pushTo('remove', ids.people)}>
        <li id={ids.person(peerId)}></li>
      </ul>
      <ul hx-swap-oob={pushTo('remove', ids.tiles)}>
        <li id={ids.tile(peerId)}></li>
      </ul>
    </>
  )
}

/** Everyone who is present, for a page that has been away: adds who is missing, removes who is gone. */
export function PeoplePush({ t, participants, me }: { t: Messages; participants: readonly Participant[]; me: Participant }) {
  const everyone = [me, ...participants.filter(({ peerId }) => peerId !== me.peerId)]
  return (
    <>
      <ul hx-swap-oob={pushTo('sync', ids.people)}>
        {everyone.map((participant) => <PersonRow t={t} participant={participant} me={me.peerId} role={me.role} />)}
      </ul>
      <ul hx-swap-oob={pushTo('sync', ids.tiles)}>
        {everyone.map((participant) => <Tile t={t} participant={participant} me={me.peerId} />)}
      </ul>
      {everyone.some(({ sharesMicrophone }) => sharesMicrophone !== undefined) && (
        <ul hx-swap-oob={pushTo('update', ids.people)}>
          {everyone.filter(({ sharesMicrophone }) => sharesMicrophone !== undefined).map((participant) => <PersonRow t={t} participant={participant} me={me.peerId} role={me.role} />)}
        </ul>
      )}
      <OwnMicrophone t={t} me={me} />
    </>
  )
}
