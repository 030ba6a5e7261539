import type { Meeting, Participant, Room, WaitingPerson } from '../../domain/room.ts'
import type { Messages } from '../messages/mod.ts'
import { endingSoon } from '../parts/ending_soon.ts'
import { EndingNote, RoomName } from '../parts/room_notes.tsx'
import { MeetingSettingsButton, RoomSettings } from '../parts/room_settings.tsx'
import { SharedMicrophoneHint } from '../parts/speakers.tsx'
import { WaitingList } from '../parts/waiting_list.tsx'

/** A changed record, for everyone; hosts see their settings follow. */
export function RoomPush({ t, room, role }: { t: Messages; room: Room; role: Participant['role'] }) {
  return (
    <>
      <RoomName t={t} room={room} oob='true' />
      <RoomSettings t={t} room={room} role={role} oob='true' />
      <SharedMicrophoneHint t={t} room={room} oob='true' />
    </>
  )
}

export interface RoomState {
  readonly room: Room
  readonly waiting: readonly WaitingPerson[]
  readonly meeting: Meeting | null
}

/** All that a page shows about the room itself, for one that was away or whose person has another role now. */
export function RoomStatePush({ t, state: { room, waiting, meeting }, role, nowMs }: {
  t: Messages; state: RoomState; role: Participant['role']; nowMs: number
}) {
  return (
    <>
      <RoomPush t={t} room={room} role={role} />
      <MeetingSettingsButton t={t} role={role} oob='true' />
      <WaitingList t={t} waiting={waiting} role={role} oob='true' />
      <EndingNote t={t} ending={endingSoon(meeting, nowMs)} oob='true' />
    </>
  )
}
