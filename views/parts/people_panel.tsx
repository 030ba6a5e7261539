import type { Participant } from '../../domain/room.ts'
import { ids } from '../ids.ts'
import { PersonRow } from './people.tsx'

interface PeoplePanelProps {
  readonly participants: readonly Participant[]
  readonly me: string
}

/** Who is here. */
export function PeoplePanel({ participants, me }: PeoplePanelProps) {
  return (
    <section id={ids.peoplePanel} class='panel people-panel' aria-labelledby='people-title'>
      <div class='panel-head'>
        <h2 id='people-title'>Participants</h2>
      </div>
      <ul id={ids.people} class='people' aria-label='Participants' tabindex={0}>
        {participants.map((participant) => <PersonRow participant={participant} me={me} />)}
      </ul>
    </section>
  )
}
