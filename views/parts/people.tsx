import type { Participant, Role } from '../../domain/room.ts'
import { isHost } from '../../domain/room.ts'
import { ids } from '../ids.ts'
import { languageInText } from '../messages/languages.ts'
import type { Messages } from '../messages/mod.ts'
import { HostActions } from './host_actions.tsx'
import { Icon } from './icons.tsx'
import { speakerColour, speakerInitial } from './speaker.ts'

export interface PersonProps {
  readonly t: Messages
  readonly participant: Participant
  /** Peer id of the person who looks at the page. */
  readonly me: string
  /** What that person may do. */
  readonly role?: Role
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
function MutedMark({ t }: { t: Messages }) {
  return (
    <span class='muted-mark'>
      <Icon name='microphone-off' />
      <span class='visually-hidden'>{t.people.muted}</span>
    </span>
  )
}

/** Shown while the tile above carries `data-interpreted`: what this person said is spoken in the listener's language. */
function InterpretedMark({ t }: { t: Messages }) {
  return (
    <span class='interpreted-mark'>
      <Icon name='voice' /> {t.voice.interpreted}
    </span>
  )
}

/** The name on a tile; pushed anew when the person changes. */
export function TileName({ t, participant, me }: PersonProps) {
  return (
    <span class='tile-name' id={ids.tileName(participant.peerId)}>
      <bdi>{participant.name}</bdi>
      {participant.peerId === me && <span class='you'>{t.people.you}</span>}
    </span>
  )
}

/** A person's place on the stage. The script puts the media in; the tile itself is never replaced. */
export function Tile({ t, participant, me }: PersonProps) {
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
      {!mine && <InterpretedMark t={t} />}
      <div class='tile-label'>
        <MutedMark t={t} />
        <TileName t={t} participant={participant} me={me} />
      </div>
    </li>
  )
}

function languages(t: Messages, { preferences: { speaks, reads } }: Participant): string {
  const spoken = speaks ? t.people.speaks(languageInText(t, speaks)) : t.people.detected
  return `${spoken} · ${t.people.reads(languageInText(t, reads))}`
}

/** A row of the participants list. */
export function PersonRow({ t, participant, me, role = 'guest' }: PersonProps) {
  return (
    <li id={ids.person(participant.peerId)} class='person' data-peer-id={participant.peerId}>
      <Avatar participant={participant} />
      <div class='person-text'>
        <div class='person-name'>
          <bdi>{participant.name}</bdi>
          {participant.peerId === me && <span class='you'>{t.people.you}</span>}
          {participant.sharesMicrophone === true && <span class='role'>{t.speakers.shared}</span>}
          {isHost(participant) && <span class='role'>{participant.role === 'owner' ? t.hosts.owner : t.hosts.cohost}</span>}
        </div>
        <div class='person-languages'>{languages(t, participant)}</div>
      </div>
      <MutedMark t={t} />
      {participant.peerId !== me && <HostActions t={t} participant={participant} role={role} />}
    </li>
  )
}
