import type { Participant, Role, Room } from '../../domain/room.ts'
import type { SpeakerLabel } from '../../domain/speakers.ts'
import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { PersonRow } from './people.tsx'
import { MeetingSettingsButton } from './room_settings.tsx'
import { Speakers } from './speakers.tsx'

interface PeoplePanelProps {
  readonly t: Messages
  readonly participants: readonly Participant[]
  readonly me: Participant
  readonly room: Room
  readonly speakers: readonly SpeakerLabel[]
}

/** Who is here. */
export function PeoplePanel({ t, participants, me, room, speakers }: PeoplePanelProps) {
  const { role, peerId } = me
  return (
    <section id={ids.peoplePanel} class='panel people-panel' aria-labelledby='people-title'>
      <div class='panel-head'>
        <h2 id='people-title'>{t.people.title}</h2>
        <MeetingSettingsButton t={t} role={role} />
      </div>
      <ul id={ids.people} class='people' aria-label={t.people.title} tabindex={0}>
        {participants.map((participant) => <PersonRow t={t} participant={participant} me={peerId} role={role} />)}
      </ul>
      <Speakers t={t} roomId={room.roomId} labels={speakers} role={role} />
    </section>
  )
}
