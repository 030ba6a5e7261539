import type { Dub } from '../../domain/dub.ts'
import type { Reading } from '../../domain/language_state.ts'
import type { Meeting, Participant, Room, WaitingPerson } from '../../domain/room.ts'
import type { LabelledPart, SpeakerLabel } from '../../domain/speakers.ts'
import { TIERS } from '../../domain/tier.ts'
import type { AssetUrl } from '../assets.ts'
import { ids } from '../ids.ts'
import { Layout } from '../layout.tsx'
import type { Messages } from '../messages/mod.ts'
import { Mark } from '../parts/brand.tsx'
import type { CaptionEvent } from '../parts/caption.tsx'
import { CollectNote } from '../parts/collect_note.tsx'
import { CaptionsPanel } from '../parts/captions_panel.tsx'
import { type ChatEvent, ChatPanel, ChatUnread } from '../parts/chat.tsx'
import { ConnectionNote } from '../parts/connection_note.tsx'
import { KeysDialog, MeetingDialog, SettingsDialog } from '../parts/dialogs.tsx'
import { Alone, CopyLink } from '../parts/invite.tsx'
import { MediaNote } from '../parts/media_note.tsx'
import { Tile } from '../parts/people.tsx'
import { PeoplePanel } from '../parts/people_panel.tsx'
import { RoomBar } from '../parts/room_bar.tsx'
import { endingSoon } from '../parts/ending_soon.ts'
import { DocumentsPanel } from '../parts/documents_panel.tsx'
import { EndingNote, HostNote, Refusal, RoomName } from '../parts/room_notes.tsx'
import { WaitingList } from '../parts/waiting_list.tsx'
import { routes } from '../routes.ts'

export interface RoomPageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  readonly room: Room
  /** The person who looks at the page. */
  readonly me: Participant
  /** Everyone who is present, `me` included or not: the page puts `me` first. */
  readonly participants: readonly Participant[]
  /** Final captions for this reader so far, oldest first. */
  readonly captions: readonly CaptionEvent[]
  /** How they are spoken, by caption. */
  readonly dubs?: ReadonlyMap<string, Dub>
  /** Chat messages for this reader so far, oldest first. */
  readonly messages?: readonly ChatEvent[]
  readonly reading: Reading
  /** Who was told apart at shared microphones, whose words captions are, and whether that is not to be had just now. */
  readonly speakers?: { readonly labels: readonly SpeakerLabel[]; readonly parts: ReadonlyMap<string, readonly LabelledPart[]>; readonly away: boolean }
  /** Whether texts may go to Google to be spoken. */
  readonly google?: boolean
  /** Who asks to be let in; shown to hosts. */
  readonly waiting?: readonly WaitingPerson[]
  /** Speech of the one who looks that was collected for a voice of theirs; null while none is. */
  readonly collectedMs?: number | null
  readonly meeting?: Meeting | null
  /** Whether there are documents to search. */
  readonly searches?: boolean
  readonly nowMs?: number
  /** The absolute address of this room. */
  readonly inviteUrl: string
}

/** A shared screen's place, cloned by the script; its name is added there. */
function ScreenTileTemplate({ t }: { t: Messages }) {
  return (
    <template id={ids.screenTile}>
      <li class='tile tile-screen'>
        <video class='tile-video' autoplay playsinline muted aria-hidden='true'></video>
        <div class='tile-label'>
          <span class='tile-name'>
            <bdi data-name></bdi> <span>{t.room.screen}</span>
          </span>
        </div>
      </li>
    </template>
  )
}

/** `/rooms/CODE` for someone who is in. */
export function RoomPage({ t, assetUrl, room, me, participants, captions, dubs, messages = [], reading, speakers, google, inviteUrl, waiting = [], collectedMs = null, meeting = null, searches = false, nowMs = Date.now() }: RoomPageProps) {
  const everyone = [me, ...participants.filter(({ peerId }) => peerId !== me.peerId)]
  const code = room.roomId
  return (
    <Layout
      t={t}
      title={t.common.title(room.name)}
      assetUrl={assetUrl}
      bodyClass='page-room'
      scripts={['htmx.js', 'htmx-ws.js', 'room.js']}
      skipTo={{ id: ids.captionScroll, label: t.room.skipToCaptions }}
      foot={false}
    >
      <div
        id={ids.room}
        class='room'
        data-captions='shown'
        hx-ext='ws,parley'
        ws-connect={routes.hub.to(code)}
        data-signal={routes.signal.to(code)}
        data-me={me.peerId}
      >
        <header class='room-head'>
          <h1 class='room-title'>
            <Mark />
            <span class='visually-hidden'>{t.room.heading}</span> <RoomName t={t} room={room} />
          </h1>
          <CopyLink t={t} url={inviteUrl} quiet />
        </header>
        <main id={ids.main} class='room-main'>
          <section class='stage' aria-label={t.room.stage}>
            <ConnectionNote t={t} reloadTo={routes.room.to(code)} transcriptsTo={me.accountId === null ? null : routes.transcripts.to()} />
            <MediaNote t={t} />
            <Refusal text={null} />
            <WaitingList t={t} waiting={waiting} role={me.role} />
            <EndingNote t={t} ending={endingSoon(meeting, nowMs)} />
            <HostNote text={null} />
            {me.accountId !== null && <CollectNote t={t} speechMs={collectedMs} />}
            <ul id={ids.tiles} class='tiles' aria-label={t.room.tiles} tabindex={0}>
              {everyone.map((participant) => <Tile t={t} participant={participant} me={me.peerId} />)}
            </ul>
            <Alone t={t} url={inviteUrl} />
            <div class='overlay' data-overlay-captions aria-hidden='true' hidden></div>
            <ScreenTileTemplate t={t} />
          </section>
          <div class='side'>
            <PeoplePanel t={t} participants={everyone} me={me} room={room} speakers={speakers?.labels ?? []} />
            <CaptionsPanel t={t} me={me} reading={reading} cloned={TIERS[room.tier].clonedVoice} google={google} captions={captions} dubs={dubs} speakers={speakers} />
            {searches && <DocumentsPanel t={t} code={code} />}
            <ChatPanel t={t} roomId={code} messages={messages} />
          </div>
        </main>
        <ChatUnread t={t} />
        <RoomBar t={t} code={code} />
        <SettingsDialog t={t} here={routes.room.to(code)} me={me} room={room} />
        <KeysDialog t={t} />
        <MeetingDialog t={t} room={room} role={me.role} />
      </div>
    </Layout>
  )
}
