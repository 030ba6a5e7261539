import type { JSX } from 'hono/jsx/jsx-runtime'
import type { Participant, Role, Room, WaitingPerson } from '../../domain/room.ts'
import type { AssetUrl, JoinForm, Messages } from '../../views/mod.ts'
import { EntryRefusalPage, NewRoomPage, PreJoinPage, RoomPage, RoomSettingsPage, WaitingPage } from '../../views/mod.ts'

const AT_MS = Date.UTC(2026, 4, 12, 14, 2)
const FORM: JoinForm = { name: 'Ada Lovelace', speaks: 'auto', reads: 'en', hears: 'original' }
const LONG = 'Quarterly planning of the Donaudampfschifffahrtselektrizitätenhauptbetriebswerk'

const room: Room = {
  roomId: 'brcd-4fgh-jkm2', name: LONG, ownerId: 'ada', teamId: null, tier: 'free', lobby: true, locked: true, hasPasscode: true,
  createdAtMs: AT_MS, scheduledAtMs: AT_MS + 86_400_000, closedAtMs: null, peopleMax: 6,
}

function person(peerId: string, name: string, role: Role = 'guest'): Participant {
  return {
    peerId, roomId: room.roomId, name, preferences: { speaks: 'en', reads: 'pt', hears: 'original' }, role, accountId: null, deviceId: null,
    joinedAtMs: AT_MS, present: true,
  }
}

const people = [
  person('ada', 'Ada Lovelace', 'owner'), person('joao', 'João Guimarães', 'cohost'), person('noor', 'نور الهدى عبد الرحمن'),
  person('long', 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the Yo'),
]
const waiting: WaitingPerson[] = [
  { peerId: 'w1', roomId: room.roomId, name: 'Bartholomäus-Maximilian von und zu Hohenlohe-Langenburg', askedAtMs: AT_MS },
  { peerId: 'w2', roomId: room.roomId, name: '<img src=x onerror=alert(1)>', askedAtMs: AT_MS },
]

/** The pages of rooms with their guards up, and the meeting as its host sees it, by name. */
export const roomScenes: Readonly<Record<string, (assetUrl: AssetUrl, t: Messages) => JSX.Element>> = {
  'prejoin-guarded': (assetUrl, t) => (
    <PreJoinPage t={t} assetUrl={assetUrl} room={{ ...room, locked: false }} form={FORM} reading={{ en: { state: 'here' } }} participants={null} passcodeError={t.rooms.wrongPasscode} />
  ),
  waiting: (assetUrl, t) => <WaitingPage t={t} assetUrl={assetUrl} room={room} state='waiting' />,
  denied: (assetUrl, t) => <WaitingPage t={t} assetUrl={assetUrl} room={room} state='denied' />,
  early: (assetUrl, t) => <EntryRefusalPage t={t} assetUrl={assetUrl} room={room} why='room-early' />,
  removed: (assetUrl, t) => <EntryRefusalPage t={t} assetUrl={assetUrl} room={room} why='removed' />,
  'new-room': (assetUrl, t) => <NewRoomPage t={t} assetUrl={assetUrl} form={{ name: '', time: '', zone: 'UTC', lobby: true }} />,
  'new-room-errors': (assetUrl, t) => (
    <NewRoomPage
      t={t} assetUrl={assetUrl} form={{ name: '', time: '2020-01-01T10:00', zone: 'UTC', lobby: false }}
      errors={{ name: t.rooms.nameWrong(80), time: t.rooms.timeWrong, passcode: t.rooms.passcodeShort(4, 64) }}
    />
  ),
  'settings-page': (assetUrl, t) => (
    <RoomSettingsPage t={t} assetUrl={assetUrl} room={room} role='owner' time='2026-05-13T14:02' zone='UTC' problem={t.rooms.timeWrong} />
  ),
  'room-host': (assetUrl, t) => (
    <RoomPage searches
      t={t} assetUrl={assetUrl} room={room} me={people[0]!} participants={people} captions={[]} reading={{ en: { state: 'here' } }} waiting={waiting}
      meeting={{ meetingId: 'm', roomId: room.roomId, startedAtMs: AT_MS, endsAtMs: AT_MS + 60 * 60_000 }} nowMs={AT_MS + 50.5 * 60_000}
      inviteUrl={`https://parley.example.org/rooms/${room.roomId}`}
    />
  ),
}
