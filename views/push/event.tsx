import type { RoomEvent } from '../../domain/events.ts'
import type { Messages } from '../messages/mod.ts'
import { CaptionFinalPush, CaptionInterimPush, CaptionWithdrawnPush } from './captions.tsx'
import { PersonLeftPush, PersonPush } from './people.tsx'
import { StatusPush } from './status.tsx'

/** What a room event changes on the page of `me` (a peer id). The hub sends its HTML as one WebSocket message. */
export function RoomEventPush({ t, event, me }: { t: Messages; event: RoomEvent; me: string }) {
  switch (event.type) {
    case 'caption':
      return event.caption.kind === 'final' ? <CaptionFinalPush t={t} event={event} /> : <CaptionInterimPush event={event} />
    case 'caption-withdrawn':
      return <CaptionWithdrawnPush captionId={event.captionId} />
    case 'participant-joined':
    case 'participant-changed':
      return event.participant.present || event.participant.peerId === me
        ? <PersonPush t={t} participant={event.participant} me={me} />
        : <PersonLeftPush peerId={event.participant.peerId} />
    case 'participant-left':
      // Whoever looks at the page keeps their own place while it reconnects.
      return event.peerId === me ? <></> : <PersonLeftPush peerId={event.peerId} />
    case 'captions-status':
      return <StatusPush t={t} behindMs={event.behindMs} shed={event.shed} lost={event.lost} />
    default:
      return <></>
  }
}
