import type { Dub } from '../../domain/dub.ts'
import { hearsDubs } from '../../domain/dub.ts'
import type { RoomEvent } from '../../domain/events.ts'
import type { Language } from '../../domain/language.ts'
import type { Participant, Role } from '../../domain/room.ts'
import type { LabelledPart, SpeakerLabel } from '../../domain/speakers.ts'
import type { Messages, RoomState, SpeakersUpdate } from '../../views/mod.ts'
import type { CaptionEvent, CaptionLog } from './caption_log.ts'
import { createCaptionLog } from './caption_log.ts'
import type { ChatEvent } from './chat_log.ts'
import { createChatLog } from './chat_log.ts'
import { createDubLog } from './dub_log.ts'
import { createSpeakerLog } from './speaker_log.ts'

/** What a page has not read yet beyond this, bytes, makes it a slow one: it is cut, and comes back for what it missed. */
const UNREAD_MAX = 1_000_000

/** A page's socket. */
export interface HubSocket {
  send(html: string): void
  /** The page may connect again. */
  close(): void
  /** The page has nothing to come back for. */
  dismiss(): void
  /** Bytes sent and not yet taken. */
  readonly unread: number
}

/** HTML of the pushes; given, so that the hub itself knows no markup. */
export interface HubRender {
  event(event: RoomEvent, reader: { readonly me: string; readonly role: Role; readonly t: Messages }): string
  /** A final caption with whose words it is, where that is known before the page shows it. */
  caption(event: CaptionEvent, parts: readonly LabelledPart[], reader: { readonly t: Messages }): string
  /** Whose words captions are that pages show, and who was told apart. */
  speakers(update: SpeakersUpdate, reader: { readonly role: Role; readonly t: Messages }): string
  people(participants: readonly Participant[], reader: { readonly me: Participant; readonly t: Messages }): string
  /** What stands on the page about the room itself. */
  state(state: RoomState, reader: { readonly role: Role; readonly t: Messages }): string
}

interface Connection {
  me: Participant
  readonly options: ConnectOptions
  reads: Language
  /** The words of the page. */
  readonly t: Messages
  readonly socket: HubSocket
  /** What happened while the page is brought up to date; null once it is. */
  held: string[] | null
}

export interface ConnectOptions {
  readonly socket: HubSocket
  /** The words of the page. */
  readonly t: Messages
  /** The last final caption that the page shows. */
  readonly after: string | null
  /** The last chat message that the page shows. */
  readonly chatAfter?: string | null
  readonly present: () => Promise<readonly Participant[]>
  readonly state: () => Promise<RoomState>
}

/** Fan-out of one room's events to the pages in it. */
export interface RoomHub {
  /** Brings a page up to date, then keeps it so. Returns the way to end it. */
  connect(me: Participant, options: ConnectOptions): () => void
  receive(event: RoomEvent): void
  /** Pushes to the pages that read a language, rendered once for each language that pages are in. */
  tell(reads: Language, html: (t: Messages) => string): void
  /** The final captions that a participant's page shows at first. */
  captions(me: Participant): CaptionEvent[]
  /** How the captions that a participant's page shows at first are spoken: by caption. */
  dubs(me: Participant): ReadonlyMap<string, Dub>
  /** Who was told apart at shared microphones, and whose words the captions of a participant's page are at first. */
  speakers(me: Participant): { readonly labels: readonly SpeakerLabel[]; readonly parts: ReadonlyMap<string, readonly LabelledPart[]>; readonly away: boolean }
  /** The chat messages that a participant's page shows at first. */
  messages(me: Participant): ChatEvent[]
  readonly connections: number
  close(): void
}

export function createRoomHub({ render, onFailed }: { render: HubRender; onFailed: (error: unknown) => void }): RoomHub {
  const log: CaptionLog = createCaptionLog()
  const chat = createChatLog()
  const dubs = createDubLog()
  const speakers = createSpeakerLog()
  const connections = new Set<Connection>()

  const missed = ({ joinedAtMs }: Participant, reads: Language, after: string | null) =>
    log.missed(reads, { after, sinceMs: joinedAtMs })

  const deliver = (connection: Connection, html: string) => {
    if (html === '') return
    if (connection.held) return void connection.held.push(html)
    if (connection.socket.unread > UNREAD_MAX) return connection.socket.close()
    connection.socket.send(html)
  }

  const bringUpToDate = async (connection: Connection) => {
    const { after, chatAfter = null, present, state } = connection.options
    const [participants, room] = await Promise.all([present(), state()])
    if (!connections.has(connection)) return
    const { me, t } = connection
    const { role } = me
    const written = chat.missed(connection.reads, { after: chatAfter, sinceMs: me.joinedAtMs })
    const spoken = dubs.of(me).map((dub): RoomEvent => ({ type: 'dub', dub }))
    const lines = [...missed(me, connection.reads, after), ...written, ...spoken].map((event) => render.event(event, { me: me.peerId, role, t }))
    const shown = log.missed(connection.reads, { after: null, sinceMs: me.joinedAtMs }).map(({ caption }) => caption.captionId)
    const told = toldTo(connection, shown, { labels: speakers.labels, gone: [] })
    const status = speakers.away ? render.event({ type: 'speakers-status', peerId: '', away: true }, { me: me.peerId, role, t }) : ''
    const held = connection.held ?? []
    connection.held = null
    for (const html of [render.people(participants, { me, t }), render.state(room, { role, t }), ...lines, told, status, ...held]) deliver(connection, html)
  }

  /** What of people at shared microphones a page shows otherwise than before; empty when nothing. */
  const toldTo = ({ me: { roomId, role }, reads, t }: Connection, captionIds: readonly string[], { labels, gone }: Pick<SpeakersUpdate, 'labels' | 'gone'>, all = false): string => {
    const lines = captionIds.flatMap((captionId) => {
      const event = log.find(reads, captionId)
      const parts = speakers.parts(captionId)
      return event && (all || parts.length > 0) ? [{ event, parts }] : []
    })
    return lines.length + labels.length + gone.length > 0 ? render.speakers({ roomId, lines, labels, gone }, { role, t }) : ''
  }

  const fail = ({ socket }: Connection) => (error: unknown) => {
    onFailed(error)
    // The page connects again and asks anew.
    socket.close()
  }

  /** Whoever may do more, or less, than before sees other things about everyone and about the room. */
  const showRole = async (connection: Connection) => {
    const [participants, room] = await Promise.all([connection.options.present(), connection.options.state()])
    const { me, t } = connection
    const reader = { me: me.peerId, role: me.role, t }
    for (const participant of participants) deliver(connection, render.event({ type: 'participant-changed', participant }, reader))
    deliver(connection, render.state(room, reader))
  }

  const follow = (participant: Participant) => {
    for (const connection of connections) {
      if (connection.me.peerId !== participant.peerId) continue
      const { role, preferences: { hears } } = connection.me
      connection.me = participant
      connection.reads = participant.preferences.reads
      if (role !== participant.role) showRole(connection).catch(fail(connection))
      // Whoever wants cloned voices from now on gets those of what was said as well.
      if (hears !== participant.preferences.hears) for (const dub of dubs.of(participant)) deliver(connection, render.event({ type: 'dub', dub }, { me: '', role: participant.role, t: connection.t }))
    }
  }

  /** After the push that says so: what is said from now on is no longer theirs to read. */
  const dismiss = (concerned: (connection: Connection) => boolean) => {
    for (const connection of [...connections].filter(concerned)) {
      connections.delete(connection)
      connection.socket.dismiss()
    }
  }

  return {
    connect(me, options) {
      const connection: Connection = { me, options, reads: me.preferences.reads, t: options.t, socket: options.socket, held: [] }
      connections.add(connection)
      bringUpToDate(connection).catch(fail(connection))
      return () => connections.delete(connection)
    },
    receive(event) {
      if (event.type === 'participant-changed') follow(event.participant)
      // One that its readers have is not pushed again, so nothing appears twice when work was done twice.
      if (event.type === 'caption' && (event.caption.kind === 'final' ? !log.add(event) : log.has(event))) return
      if (event.type === 'chat' && !chat.add(event)) return
      if (event.type === 'dub' && !dubs.add(event.dub)) return
      if (event.type === 'speakers') {
        const news = speakers.add(event)
        if (news) for (const connection of [...connections]) deliver(connection, toldTo(connection, news.captionIds, news, true))
        return
      }
      if (event.type === 'speakers-status') speakers.setAway(event.peerId, event.away)
      const parts = event.type === 'caption' && event.caption.kind === 'final' ? speakers.parts(event.caption.captionId) : []
      // A caption, its dub or a message looks the same to all of its readers whose pages are in the same language: rendered once for them.
      const reader = event.type === 'caption' || event.type === 'chat' ? event.reader : event.type === 'dub' ? event.dub.language : null
      const shared = new Map<Messages, string>()
      for (const connection of [...connections]) {
        if (reader !== null && reader !== connection.reads) continue
        if (event.type === 'dub' && !hearsDubs(connection.me, event.dub.language)) continue
        const { me, t } = connection
        const html = shared.get(t) ?? (event.type === 'caption' && parts.length > 0 ? render.caption(event, parts, { t }) : render.event(event, { me: reader === null ? me.peerId : '', role: me.role, t }))
        if (reader !== null) shared.set(t, html)
        deliver(connection, html)
      }
      if (event.type === 'participant-removed') dismiss(({ me }) => me.peerId === event.peerId)
      if (event.type === 'room-closed') dismiss(() => true)
    },
    tell(reads, html) {
      const shared = new Map<Messages, string>()
      for (const connection of [...connections].filter((other) => other.reads === reads)) {
        const rendered = shared.get(connection.t) ?? html(connection.t)
        shared.set(connection.t, rendered)
        deliver(connection, rendered)
      }
    },
    captions: (me) => missed(me, me.preferences.reads, null),
    dubs: (me) => new Map(dubs.of(me).map((dub) => [dub.captionId, dub])),
    speakers(me) {
      const labelled = missed(me, me.preferences.reads, null).flatMap(({ caption: { captionId } }) => {
        const parts = speakers.parts(captionId)
        return parts.length > 0 ? [[captionId, parts] as const] : []
      })
      return { labels: speakers.labels, parts: new Map(labelled), away: speakers.away }
    },
    messages: (me) => chat.missed(me.preferences.reads, { after: null, sinceMs: me.joinedAtMs }),
    get connections() {
      return connections.size
    },
    close() {
      for (const { socket } of connections) socket.close()
      connections.clear()
    },
  }
}
