import type { RoomEvent } from '../../domain/events.ts'
import { isDurable, roomTopic } from '../../domain/events.ts'
import type { Tier, TierLimits } from '../../domain/tier.ts'
import type { Bus } from '../../infra/bus/bus.ts'
import type { Db } from '../../infra/db/db.ts'
import type { Log } from '../../infra/log.ts'
import { admitPerson } from './admit.ts'
import { askToJoin } from './ask.ts'
import { closeRoom } from './close.ts'
import { setCoHost } from './cohost.ts'
import { connectParticipant } from './connect.ts'
import { createRoom } from './create.ts'
import { denyPerson } from './deny.ts'
import { findRoom } from './find.ts'
import { handOverRoom } from './hand_over.ts'
import { joinRoom } from './join.ts'
import { leaveRoom } from './leave.ts'
import { createLimits } from './limits.ts'
import { listRooms } from './list.ts'
import { setKeepsAudio } from './keeps_audio.ts'
import { setLobby } from './lobby.ts'
import { lockRoom } from './lock.ts'
import { findOpenMeeting } from './meetings/find_open.ts'
import { createJournal } from './meetings/journal.ts'
import type { Journal } from './meetings/journal.ts'
import { tendMeetings } from './meetings/tend.ts'
import { writeEntry } from './meetings/write_entry.ts'
import { muteParticipant } from './mute.ts'
import { findParticipant } from './participant.ts'
import { setPasscode } from './passcode.ts'
import { updatePreferences } from './preferences.ts'
import { setPresence } from './presence.ts'
import type { Presence } from './presence/presence.ts'
import { listPresent, listReaders } from './present.ts'
import { createRecords } from './records.ts'
import type { Records } from './records.ts'
import { removeParticipant } from './remove.ts'
import { renameRoom } from './rename.ts'
import { findRole } from './role_of.ts'
import type { Rooms } from './rooms.ts'
import { scheduleRoom } from './schedule.ts'
import { shareMicrophone } from './share_microphone.ts'
import { stopShare } from './stop_share.ts'
import { listWaiting, waitingState } from './waiting.ts'

export interface RoomsDeps {
  readonly db: Db
  readonly presence: Presence
  readonly bus: Bus<RoomEvent>
  readonly log: Log
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  readonly limits?: (tier: Tier) => TierLimits
}

export interface RoomsContext extends Required<RoomsDeps> {
  readonly records: Records
  readonly meetings: Journal
  readonly announce: (roomId: string, event: RoomEvent) => Promise<void>
}

/** The rooms function in this process, with what it does on its own. */
export interface LocalRooms extends Rooms {
  /** What time brings: ends and warnings of meetings. To be called every few seconds. Throws DomainError `unavailable`. */
  tend(): Promise<void>
  /** Resolves when the books of the meetings are written, or cannot be for now. */
  settled(): Promise<void>
}

export function createRooms({ db, presence, bus, log, now = Date.now, limits = createLimits() }: RoomsDeps): LocalRooms {
  const records = createRecords({ db, now, limits })
  const meetings = createJournal({ write: (entry) => writeEntry({ db, records, limits }, entry), log })
  const context: RoomsContext = {
    db, presence, bus, log, now, limits, records, meetings,
    announce: (roomId, event) => bus.publish(roomTopic(roomId), event, { durable: isDurable(event) }),
  }
  return {
    create: (input) => createRoom(context, input),
    find: (roomId) => findRoom(context, roomId),
    list: (input) => listRooms(context, input),
    join: (input) => joinRoom(context, input),
    ask: (input) => askToJoin(context, input),
    waitingState: (input) => waitingState(context, input),
    waiting: (roomId) => listWaiting(context, roomId),
    admit: (input) => admitPerson(context, input),
    deny: (input) => denyPerson(context, input),
    participant: (input) => findParticipant(context, input),
    connect: (input) => connectParticipant(context, input),
    participants: (roomId) => listPresent(context, roomId),
    readers: (roomId) => listReaders(context, roomId),
    updatePreferences: (input) => updatePreferences(context, input),
    setPresence: (input) => setPresence(context, input),
    leave: (input) => leaveRoom(context, input),
    meeting: (roomId) => findOpenMeeting(context, roomId),
    roleOf: (input) => findRole(context, input),
    rename: (input) => renameRoom(context, input),
    schedule: (input) => scheduleRoom(context, input),
    lock: (input) => lockRoom(context, input),
    setLobby: (input) => setLobby(context, input),
    setPasscode: (input) => setPasscode(context, input),
    setKeepsAudio: (input) => setKeepsAudio(context, input),
    close: (input) => closeRoom(context, input),
    mute: (input) => muteParticipant(context, input),
    stopShare: (input) => stopShare(context, input),
    shareMicrophone: (input) => shareMicrophone(context, input),
    remove: (input) => removeParticipant(context, input),
    handOver: (input) => handOverRoom(context, input),
    setCoHost: (input) => setCoHost(context, input),
    tend: () => tendMeetings(context),
    settled: () => meetings.settled(),
  }
}
