import type { JSX } from 'hono/jsx/jsx-runtime'
import type { RoomEvent } from '../../domain/events.ts'
import type { Participant, Role, Room } from '../../domain/room.ts'
import type { SpeakerLabel } from '../../domain/speakers.ts'
import type { AssetUrl, CaptionEvent, Messages } from '../../views/mod.ts'
import { RoomPage } from '../../views/mod.ts'

const AT_MS = Date.UTC(2026, 4, 12, 14, 2)
const LONG = 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the Yo'

/** The room of someone whose plan tells people apart. */
export const proRoom: Room = {
  roomId: 'brcd-4fgh-jkm2', name: 'Weekly', ownerId: 'ada', teamId: null, tier: 'pro', lobby: false, locked: false, hasPasscode: false, keepsAudio: true,
  createdAtMs: AT_MS, scheduledAtMs: null, closedAtMs: null, peopleMax: 20,
}

function person(peerId: string, name: string, role: Role, sharesMicrophone: boolean): Participant {
  return {
    peerId, roomId: proRoom.roomId, name, preferences: { speaks: 'en', reads: 'pt', hears: 'original' }, role, accountId: null, deviceId: null, joinedAtMs: AT_MS, present: true, sharesMicrophone,
  }
}

/** A host, someone at whose microphone several people sit, and someone else. */
export const proPeople = [person('ada', 'Ada Lovelace', 'owner', false), person('long', LONG, 'guest', true), person('noor', 'نور الهدى', 'guest', false)] as const

export const label = (number: number, name: string | null = null, speakerId = `s${number}`): SpeakerLabel => ({ peerId: 'long', speakerId, number, name, microphone: LONG })

/** What is said at the shared microphone. */
export function sharedCaption(captionId: string, text: string, translation: string): Extract<RoomEvent, { type: 'caption' }> {
  return {
    type: 'caption', reader: 'pt', untranslated: null, translation: { language: 'pt', text: translation, engine: 'bergamot' },
    caption: { captionId, roomId: proRoom.roomId, peerId: 'long', speakerName: LONG, kind: 'final', language: 'en', text, confidence: 0.9, startMs: AT_MS, endMs: AT_MS + 3_000 },
  }
}

const captions: CaptionEvent[] = [
  sharedCaption('one', 'Shall we begin? I am ready.', 'Vamos começar? Estou pronta.'), sharedCaption('two', 'All of us together.', 'Todos nós juntos.'), sharedCaption('three', 'Not told apart yet.', 'Ainda não se sabe.'),
]
const labels = [label(1), label(2, 'نور <b>'), label(3, LONG)]
const parts = new Map([
  ['one', [{ speakers: [labels[0]!], end: 15, endMs: 1_500 }, { speakers: [labels[2]!], end: 27, endMs: 3_000 }]],
  ['two', [{ speakers: [labels[1]!, labels[2]!], end: 19, endMs: 3_000 }]],
])

function Scene({ t, assetUrl, me = proPeople[0], told = true }: { t: Messages; assetUrl: AssetUrl; me?: Participant; told?: boolean }) {
  return (
    <RoomPage t={t} assetUrl={assetUrl} room={proRoom} me={me} participants={proPeople} captions={told ? captions : []} reading={{ en: { state: 'here' }, pt: { state: 'here' } }}
      speakers={told ? { labels, parts, away: true } : { labels: [], parts: new Map(), away: false }} inviteUrl='https://parley.example.org/rooms/brcd-4fgh-jkm2' />
  )
}

/** A meeting in which several people sit at one microphone: as its host sees it, and before anything was said. */
export const speakersScenes: Readonly<Record<string, (assetUrl: AssetUrl, t: Messages) => JSX.Element>> = {
  'room-speakers': (assetUrl, t) => <Scene t={t} assetUrl={assetUrl} />,
}
/** For tests that push to them. */
export const quietScenes: typeof speakersScenes = {
  'room-speakers-quiet': (assetUrl, t) => <Scene t={t} assetUrl={assetUrl} told={false} />,
  'room-speakers-guest': (assetUrl, t) => <Scene t={t} assetUrl={assetUrl} me={proPeople[2]} />,
}
