import { roomTopic } from '../../domain/events.ts'
import type { LabelledLine } from '../../domain/speakers.ts'
import type { DiarizationDeps, RoomMicrophone } from './context.ts'
import { readLabels } from './read_labels.ts'

/** Lines told in one event. */
const BATCH = 100

/** Tells the pages of a room who is at a microphone and whose words lines are. Doing it twice changes nothing. */
export async function tellLabels({ db, bus, now }: DiarizationDeps, { roomId, meetingId, peerId }: RoomMicrophone, lines: readonly LabelledLine[]): Promise<void> {
  const labels = await readLabels(db, { meetingId, peerId })
  const atMs = now()
  for (let from = 0; from === 0 || from < lines.length; from += BATCH) {
    await bus.publish(roomTopic(roomId), { type: 'speakers', meetingId, peerId, labels, lines: lines.slice(from, from + BATCH), atMs }, { durable: true })
  }
}

/** Tells them whether people at a microphone can be told apart just now. */
export async function tellState({ bus }: Pick<DiarizationDeps, 'bus'>, { roomId, peerId }: Omit<RoomMicrophone, 'meetingId'>, away: boolean): Promise<void> {
  await bus.publish(roomTopic(roomId), { type: 'speakers-status', peerId, away })
}
