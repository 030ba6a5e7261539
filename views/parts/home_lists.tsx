import type { Child } from 'hono/jsx'
import type { Room } from '../../domain/room.ts'
import type { MeetingSummary } from '../../domain/transcript.ts'
import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { MeetingItem } from '../pages/transcripts/mod.ts'
import { routes } from '../routes.ts'
import { Icon } from './icons.tsx'
import { Moment } from './moment.tsx'

/** A room in a list. */
export interface RoomCard {
  readonly room: Room
  /** How many people are there now. */
  readonly present: number
  /** Whether whoever looks may change it. */
  readonly mine: boolean
}

/** More rooms than these are folded away. */
const SHOWN_MAX = 8

interface SectionProps<Item> {
  readonly t: Messages
  /** null: they cannot be asked for just now. */
  readonly items: readonly Item[] | null
}

function Section({ id, title, more, children }: { id: 'rooms' | 'upcoming' | 'recent'; title: string; more?: Child; children?: Child }) {
  return (
    <section class='home-section' aria-labelledby={ids.homeSection(id)}>
      <div class='home-section-head'>
        <h2 id={ids.homeSection(id)}>{title}</h2>
        {more}
      </div>
      {children}
    </section>
  )
}

function Unavailable({ t }: { t: Messages }) {
  return <p class='note' data-tone='warning'>{t.home.unavailable}</p>
}

function RoomItem({ t, card: { room, present, mine } }: { t: Messages; card: RoomCard }) {
  const { roomId, name, scheduledAtMs, locked } = room
  return (
    <li class='meeting room-card'>
      <div>
        <a class='meeting-name' href={routes.room.to(roomId)}>
          <bdi>{name}</bdi>
        </a>
        <p class='meeting-facts'>
          {scheduledAtMs !== null && <Moment t={t} ms={scheduledAtMs} />}
          {scheduledAtMs !== null && name !== roomId && ' · '}
          {name !== roomId && <span class='code' dir='ltr'>{roomId}</span>}
          {locked && ` · ${t.hosts.locked}`}
          {!mine && ` · ${t.home.teamRoom}`}
        </p>
        {present > 0 && <p class='meeting-facts'><span class='status-chip'>{t.home.hereNow(present)}</span></p>}
      </div>
      {mine && (
        <a class='button button-quiet button-icon' href={routes.roomSettings.to(roomId)}>
          <Icon name='settings' />
          <span class='visually-hidden'>{t.home.settingsOf(name)}</span>
        </a>
      )}
    </li>
  )
}

/** Rooms of one's own and of one's teams. */
export function MyRooms({ t, items }: SectionProps<RoomCard>) {
  const older = items?.slice(SHOWN_MAX) ?? []
  return (
    <Section id='rooms' title={t.home.rooms} more={<a class='button' href={routes.newRoom.to()}>{t.home.newRoom}</a>}>
      {items === null ? <Unavailable t={t} /> : items.length === 0 ? <p class='hint'>{t.home.noRooms}</p> : (
        <ul class='meetings'>{items.slice(0, SHOWN_MAX).map((card) => <RoomItem t={t} card={card} />)}</ul>
      )}
      {older.length > 0 && (
        <details class='older'>
          <summary>{t.home.olderRooms(older.length)}</summary>
          <ul class='meetings'>{older.map((card) => <RoomItem t={t} card={card} />)}</ul>
        </details>
      )}
    </Section>
  )
}

/** Rooms with a time to come, the soonest first. */
export function Upcoming({ t, items }: SectionProps<RoomCard>) {
  return (
    <Section id='upcoming' title={t.home.upcoming}>
      {items === null ? <Unavailable t={t} /> : items.length === 0
        ? <p class='hint'>{t.home.noUpcoming}</p>
        : <ul class='meetings'>{items.map((card) => <RoomItem t={t} card={card} />)}</ul>}
    </Section>
  )
}

/** The newest meetings whose text can be read. */
export function RecentTranscripts({ t, items }: SectionProps<MeetingSummary>) {
  return (
    <Section id='recent' title={t.home.recent} more={<a href={routes.transcripts.to()}>{t.transcripts.all}</a>}>
      {items === null ? <Unavailable t={t} /> : items.length === 0
        ? <p class='hint'>{t.transcripts.none}</p>
        : <ul class='meetings'>{items.map((meeting) => <MeetingItem t={t} meeting={meeting} />)}</ul>}
    </Section>
  )
}
