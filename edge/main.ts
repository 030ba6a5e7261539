import { networkInterfaces } from 'node:os'
import { pathToFileURL } from 'node:url'
import process from 'node:process'
import { openStageCosts } from '../functions/analytics/stage_costs.ts'
import { openFunctions } from '../functions/open_functions.ts'
import { openPresence } from '../functions/rooms/presence/open.ts'
import { presenceInRooms } from '../functions/rooms/presence_listener.ts'
import { systemClock as clock } from '../infra/clock.ts'
import { parseConfig } from '../infra/config.ts'
import { createLog } from '../infra/log.ts'
import { openPrometheus } from '../infra/metrics/prometheus.ts'
import { openStores } from '../infra/open_stores.ts'
import { stopOnSignal } from '../infra/stop_on_signal.ts'
import { lanAddress } from '../infra/tls/lan_address.ts'
import { BUNDLED_FOLDER } from '../models/store/store.ts'
import { SOCKET_MESSAGE_MAX } from '../sfu/app.ts'
import { mediaAddress } from '../sfu/media_address.ts'
import { openSfu } from '../sfu/open_sfu.ts'
import { createBooks } from '../workflows/books.ts'
import { openJobs } from '../workflows/open_jobs.ts'
import { openEdge } from './open_edge.ts'

/**
 * All of Parley in this process. Resolves when it is ready, which a line on standard output says; SIGTERM and SIGINT end it.
 * Throws an Error that says what to do when it cannot start.
 */
export async function main(environment: Record<string, string | undefined>): Promise<void> {
  const config = parseConfig(environment)
  const log = createLog({ level: config.LOG_LEVEL, write: console.log })
  const prometheus = openPrometheus({ log })
  const closing: (() => Promise<void>)[] = []
  const stop = stopOnSignal({ closing, log })
  try {
    const stores = await openStores({ config, clock, log })
    closing.unshift(() => stores.close())
    const costs = openStageCosts({ db: stores.database.db, metrics: prometheus.metrics, clock, log })
    closing.unshift(() => costs.close())
    const { metrics } = costs
    const { presence, nodes } = openPresence({ redis: stores.redis, clock, log })
    closing.unshift(() => presence.close(), () => nodes.close())
    const jobs = await openJobs({ config, environment, metrics, clock, log })
    closing.unshift(() => jobs.close())
    const functions = await openFunctions({ config, stores, presence, metrics, clock, log, temporal: jobs.temporal })
    closing.unshift(() => functions.close())
    jobs.serveBooks(createBooks({ functions, stores, clock, log }))
    const edge = await openEdge({ config, functions, stores, nodes, jobs, prometheus, clock, log })
    closing.unshift(() => edge.close())
    const listener = presenceInRooms({ rooms: functions.rooms, presence, clock, log })
    closing.unshift(async () => listener.close())
    const sfu = await openSfu({
      config, metrics, clock, log,
      vadFolder: `${BUNDLED_FOLDER}silero-vad`,
      address: mediaAddress(config, lanAddress(networkInterfaces())),
      identify: edge.identify,
      upgradeWebSocket: edge.upgradeWebSocket,
      bus: stores.bus,
      listener,
      shareMicrophone: ({ roomId, peerId, shared }) => functions.rooms.shareMicrophone({ roomId, peerId, shared, actor: { peerId, accountId: null } }),
      speak: functions.speaker.speak,
      cloned: functions.dubs.live,
      onSegment(event) {
        functions.voices.collect(event)
        functions.diarization.take(event)
        void functions.captions.accept(event).catch((error: unknown) => log.error('segment-not-queued', { error }))
      },
    })
    closing.unshift(() => sfu.close())
    const url = await edge.serve({ ...sfu, messageMaxBytes: SOCKET_MESSAGE_MAX })
    console.log(`Parley is ready at ${url}`)
  } catch (error) {
    await stop()
    throw error
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(process.env).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  })
}
