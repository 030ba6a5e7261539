import { languageName } from '../../domain/language.ts'
import type { Participant } from '../../domain/room.ts'
import { ids } from '../ids.ts'
import { Icon } from './icons.tsx'
import { speakerColour, speakerInitial } from './speaker.ts'

export interface PersonProps {
  readonly participant: Participant
  /** Peer id of the person who looks at the page. */
  readonly me: string
}

/** The initial in the person's colour. */
export function Avatar({ participant }: { participant: Participant }) {
  return (
    <span class='avatar' data-colour={speakerColour(participant.peerId)} aria-hidden='true'>
      {speakerInitial(participant.name)}
    </span>
  )
}

/** Shown while the tile or row above carries `data-muted`, which the room's script sets. */
function MutedMark() {
  return (
    <span class='muted-mark'>
      <Icon name='microphone-off' />
      <span class='visually-hidden'>muted</span>
    </span>
  )
}

/** The name on a tile; pushed anew when the person changes. */
export function TileName({ participant, me }: PersonProps) {
  return (
    <span class='tile-name' id={ids.tileName(participant.peerId)}>
      <bdi>{participant.name}</bdi>
      {participant.peerId === me && <span class='you'>(you)</span>}
    </span>
  )
}

/** A person's place on the stage. The script puts the media in; the tile itself is never replaced. */
export function Tile({ participant, me }: PersonProps) {
  const mine = participant.peerId === me
  return (
    <li
      id={ids.tile(participant.peerId)}
      class='tile'
      data-peer-id={participant.peerId}
      data-mine={mine ? '' : undefined}
    >
      <Avatar participant={participant} />
      <video class='tile-video' autoplay playsinline muted hidden aria-hidden='true'></video>
      <div class='tile-label'>
        <MutedMark />
        <TileName participant={participant} me={me} />
      </div>
    </li>
  )
}

function languages({ preferences: { speaks, reads } }: Participant): string {
  const spoken = speaks ? `Speaks ${languageName(speaks)}` : 'Spoken language detected'
  return `${spoken} · reads ${languageName(reads)}`
}

/** A row of the participants list. */
export function PersonRow({ participant, me }: PersonProps) {
  return (
    <li id={ids.person(participant.peerId)} class='person' data-peer-id={participant.peerId}>
      <Avatar participant={participant} />
      <div class='person-text'>
        <div class='person-name'>
          <bdi>{participant.name}</bdi>
          {participant.peerId === me && <span class='you'>(you)</span>}
        </div>
        <div class='person-languages'>{languages(participant)}</div>
      </div>
      <MutedMark />
    </li>
  )
}
