import type { Context } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import type { WebSocket } from 'ws'
import type { SegmentEvent } from '../domain/audio.ts'
import type { RoomEvent } from '../domain/events.ts'
import type { Participant } from '../domain/room.ts'
import { CLOSE_NOT_A_MEMBER } from '../domain/signaling.ts'
import type { ClonedSpeaker } from '../functions/mesh/cloned_speaker.ts'
import type { MeshSpeaker } from '../functions/mesh/ports.ts'
import type { Bus } from '../infra/bus/bus.ts'
import type { Clock } from '../infra/clock.ts'
import type { Config } from '../infra/config.ts'
import type { Log } from '../infra/log.ts'
import type { Metrics } from '../infra/metrics/metrics.ts'
import { loadSilero } from '../models/vad/silero.ts'
import { createSfuApp } from './app.ts'
import { decisionsOn } from './moderation.ts'
import { createPresence } from './presence.ts'
import type { PresenceListener } from './presence.ts'
import { MediaRooms } from './rooms.ts'
import type { ShareMicrophone } from './signaling/verb.ts'
import { createTap } from './tap/tap.ts'
import { Workers } from './workers.ts'

export interface SfuOptions {
  readonly config: Config
  /** Folder of Silero VAD. */
  readonly vadFolder: string
  /** Where browsers send media, when that is not where the sockets bind. */
  readonly address: MediaAddress
  readonly identify: (context: Context) => Promise<Participant | null>
  readonly upgradeWebSocket: UpgradeWebSocket<WebSocket, { onError: (error: unknown) => void }>
  /** Where hosts' decisions come from. */
  readonly bus: Pick<Bus<RoomEvent>, 'subscribe'>
  readonly listener: PresenceListener
  /** Marks a microphone as shared, for who asks by signalling. */
  readonly shareMicrophone?: ShareMicrophone
  /** Speaks translations to those who want to hear them. */
  readonly speak: MeshSpeaker['speak']
  /** The same in speakers' own voices, where an engine can live. */
  readonly cloned?: ClonedSpeaker | null
  readonly onSegment: (event: SegmentEvent) => void
  readonly metrics: Metrics
  readonly clock: Clock
  readonly log: Log
}

export interface MediaAddress {
  readonly listen: string
  readonly announce: string | undefined
}

export interface Sfu {
  readonly app: ReturnType<typeof createSfuApp>
  /** What this node carries now, and how much of it it may. */
  carried(): { readonly roomIds: readonly string[]; readonly workers: number; readonly consumers: number; readonly capacity: number }
  /** Whether a media worker runs. */
  ready(): boolean
  /** Ends every meeting; what was being said goes out as final segments. */
  close(): Promise<void>
}

/** Media, signalling and the tap, with their workers running. Throws DomainError `unavailable`, `model-unavailable`. */
export async function openSfu({ config, vadFolder, address, identify, upgradeWebSocket, bus, listener, shareMicrophone, speak, cloned = null, onSegment, metrics, clock, log }: SfuOptions): Promise<Sfu> {
  const vad = await loadSilero(`${vadFolder}/model.onnx`)
  const tap = createTap({
    vad,
    onEvent: onSegment,
    // As chosen on joining; the captions function knows of later changes.
    languageOf: ({ preferences }) => preferences.speaks,
    endpointSilenceMs: config.ENDPOINT_SILENCE_MS,
    clock,
    log,
  })
  const workers = await Workers.create({
    count: config.MEDIA_WORKERS,
    workerBin: config.MEDIASOUP_WORKER_BIN,
    listenAddress: address.listen,
    announcedAddress: address.announce,
    portMin: config.MEDIA_PORT_MIN,
    portMax: config.MEDIA_PORT_MAX,
    consumersMax: config.MEDIA_CONSUMERS_MAX,
    clock,
    log,
  })
  const rooms = new MediaRooms({ workers, tap, decisions: decisionsOn(bus), interpreting: { speak, cloned, metrics, clock }, log })
  const onStranger = ({ roomId, peerId }: Participant) => void rooms.expel({ roomId, peerId }, CLOSE_NOT_A_MEMBER, 'You are no longer in this meeting')
  const stopWatching = metrics.watch({
    rooms: () => [{ value: rooms.size }],
    people: async () => [{ value: await rooms.people() }],
    microphones: () => [{ value: tap.attached }],
  })
  const presence = createPresence({ listener, onStranger, clock, log })
  return {
    app: createSfuApp({ rooms, identify, upgradeWebSocket, presence, shareMicrophone, clock, log }),
    carried() {
      const { loads } = workers
      const consumers = loads.reduce((sum, load) => sum + load.consumers, 0)
      return { roomIds: rooms.roomIds, workers: loads.length, consumers, capacity: loads.length * config.MEDIA_CONSUMERS_MAX }
    },
    ready: () => workers.pids.length > 0,
    async close() {
      stopWatching()
      await rooms.close()
      await presence.close()
      await workers.close()
      await vad.close()
    },
  }
}
