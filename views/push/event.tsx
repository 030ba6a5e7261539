import type { RoomEvent } from '../../domain/events.ts'
import type { Role } from '../../domain/room.ts'
import type { Messages } from '../messages/mod.ts'
import { CollectNote } from '../parts/collect_note.tsx'
import { EndingNote, HostNote } from '../parts/room_notes.tsx'
import { WaitingList } from '../parts/waiting_list.tsx'
import { CaptionFinalPush, CaptionInterimPush, CaptionWithdrawnPush } from './captions.tsx'
import { ChatPush } from './chat.tsx'
import { DubPush } from './dub.tsx'
import { RoomPush } from './hosts.tsx'
import { PersonLeftPush, PersonPush } from './people.tsx'
import { SpeakersStatusPush } from './speakers.tsx'
import { StatusPush } from './status.tsx'

/** What a room event changes on the page of `me` (a peer id), whose role decides what they see of hosts' things. The hub sends its HTML as one WebSocket message. */
export function RoomEventPush({ t, event, me, role = 'guest' }: { t: Messages; event: RoomEvent; me: string; role?: Role }) {
  switch (event.type) {
    case 'caption':
      return event.caption.kind === 'final' ? <CaptionFinalPush t={t} event={event} /> : <CaptionInterimPush event={event} />
    case 'chat':
      return <ChatPush t={t} event={event} />
    case 'dub':
      return <DubPush t={t} dub={event.dub} />
    // The hub renders what is new to a page, which it alone knows.
    case 'speakers':
      return <></>
    case 'speakers-status':
      return <SpeakersStatusPush t={t} away={event.away} />
    case 'caption-withdrawn':
      return <CaptionWithdrawnPush captionId={event.captionId} />
    case 'participant-joined':
    case 'participant-changed':
      return event.participant.present || event.participant.peerId === me
        ? <PersonPush t={t} participant={event.participant} me={me} role={role} />
        : <PersonLeftPush peerId={event.participant.peerId} />
    case 'participant-left':
      // Whoever looks at the page keeps their own place while it reconnects.
      return event.peerId === me ? <></> : <PersonLeftPush peerId={event.peerId} />
    case 'captions-status':
      return <StatusPush t={t} behindMs={event.behindMs} shed={event.shed} lost={event.lost} paused={event.paused} />
    case 'room-changed':
      return <RoomPush t={t} room={event.room} role={role} />
    case 'waiting-changed':
      return role === 'guest' ? <></> : <WaitingList t={t} waiting={event.waiting} role={role} oob='true' />
    case 'room-ending':
      return <EndingNote t={t} ending={event} oob='true' />
    case 'voice-collected':
      return event.peerId === me ? <CollectNote t={t} speechMs={event.speechMs} oob='true' /> : <></>
    case 'participant-muted':
      return event.peerId === me ? <HostNote text={t.hosts.muted} oob='true' /> : <></>
    case 'share-stopped':
      return event.peerId === me ? <HostNote text={t.hosts.shareStopped} oob='true' /> : <></>
    // The connection to the media says why it ends, and the note on the page with it.
    case 'participant-removed':
    case 'room-closed':
      return <></>
  }
}
