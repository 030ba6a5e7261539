import type { Participant, Role } from '../../domain/room.ts'
import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { PersonRow } from './people.tsx'
import { MeetingSettingsButton } from './room_settings.tsx'

interface PeoplePanelProps {
  readonly t: Messages
  readonly participants: readonly Participant[]
  readonly me: string
  readonly role: Role
}

/** Who is here. */
export function PeoplePanel({ t, participants, me, role }: PeoplePanelProps) {
  return (
    <section id={ids.peoplePanel} class='panel people-panel' aria-labelledby='people-title'>
      <div class='panel-head'>
        <h2 id='people-title'>{t.people.title}</h2>
        <MeetingSettingsButton t={t} role={role} />
      </div>
      <ul id={ids.people} class='people' aria-label={t.people.title} tabindex={0}>
        {participants.map((participant) => <PersonRow t={t} participant={participant} me={me} role={role} />)}
      </ul>
    </section>
  )
}
