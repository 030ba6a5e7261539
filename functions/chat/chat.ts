import type { ChatMessage } from '../../domain/chat.ts'
import type { RoomEvent } from '../../domain/events.ts'
import { isDurable, roomTopic } from '../../domain/events.ts'
import type { Bus } from '../../infra/bus/bus.ts'
import type { Log } from '../../infra/log.ts'
import type { RateLimit } from '../../infra/rate_limit/rate_limit.ts'
import type { Translator } from '../../models/translation/translator.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { Recorder } from '../transcripts/recorder.ts'
import { inTurn } from './in_turn.ts'
import { say } from './say.ts'
import type { SayInput } from './say.ts'

export interface ChatDeps {
  readonly rooms: Pick<Rooms, 'participant' | 'readers'>
  readonly translator: Pick<Translator, 'translate'>
  readonly bus: Bus<RoomEvent>
  /** Keeps messages for the transcript; left out, nothing is kept. */
  readonly recorder?: Pick<Recorder, 'record'> | undefined
  readonly limit: Pick<RateLimit, 'take'>
  readonly log: Log
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** The chat of rooms: what is written comes out on the bus in each language that someone reads. */
export interface Chat {
  /** See {@link say}. */
  say(input: SayInput): Promise<ChatMessage>
}

export function createChat({ rooms, translator, bus, recorder, limit, log, now = Date.now }: ChatDeps): Chat {
  const context = {
    rooms, translator, limit, log, now,
    publish: (roomId: string, event: RoomEvent) => bus.publish(roomTopic(roomId), event, { durable: isDurable(event) }),
    record: async (line: Parameters<Recorder['record']>[0]) => recorder?.record(line),
    inTurn: inTurn(),
  }
  return { say: (input) => say(context, input) }
}
