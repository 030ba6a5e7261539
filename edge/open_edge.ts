import type { Server } from 'node:http'
import { networkInterfaces, hostname } from 'node:os'
import { join } from 'node:path'
import { createNodeWebSocket } from '@hono/node-ws'
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import type { WebSocket } from 'ws'
import type { Language } from '../domain/language.ts'
import type { Participant } from '../domain/room.ts'
import { forgetStageCosts } from '../functions/analytics/stage_costs.ts'
import type { Functions } from '../functions/open_functions.ts'
import { settleLostDubs } from '../functions/dubs/settle_lost.ts'
import { createSpeakerNames } from '../functions/diarization/name_speaker.ts'
import { documentOfJob } from '../functions/documents/temporal_work.ts'
import { createJobs } from '../functions/jobs/jobs.ts'
import { watchJobs } from '../functions/jobs/watch_jobs.ts'
import { closeOwnedRooms } from '../functions/rooms/close_owned.ts'
import type { Carried, Places } from '../functions/rooms/places.ts'
import { openPlaces } from '../functions/rooms/places.ts'
import type { Nodes } from '../functions/rooms/presence/nodes.ts'
import { createAsksGoogle } from '../functions/speak/asks_google.ts'
import { eraseAccountHistory } from '../functions/transcripts/erase_account.ts'
import { createRetention } from '../functions/transcripts/retention.ts'
import type { Clock } from '../infra/clock.ts'
import type { Config } from '../infra/config.ts'
import { guardUpgrades } from '../infra/guard_upgrades.ts'
import type { Log } from '../infra/log.ts'
import type { Prometheus } from '../infra/metrics/prometheus.ts'
import { openMail } from '../infra/mail/open_mail.ts'
import type { Stores } from '../infra/open_stores.ts'
import type { Temporal } from '../infra/temporal/open_temporal.ts'
import { ensureCertificate } from '../infra/tls/certificate.ts'
import { lanAddress, lanAddresses } from '../infra/tls/lan_address.ts'
import { mountEdgeApp } from './app.ts'
import { createAssets } from './assets.ts'
import { createForwardSignaling } from './forward_signaling.ts'
import { ensureSecret } from './gateway/secret.ts'
import { createSession } from './gateway/session.ts'
import { createHubs } from './hub/hubs.ts'
import { hubRender, languageHtml } from './hub/render.tsx'
import { listen } from './listen.ts'
import { leaveTeamsOnDelete, openAdministration } from './open_administration.tsx'
import { openIdentity } from './open_identity.ts'

export interface EdgeDeps {
  readonly config: Config
  readonly functions: Functions
  readonly stores: Stores
  readonly nodes: Nodes
  readonly jobs: LongJobs
  readonly prometheus: Prometheus
  readonly clock: Clock
  readonly log: Log
}

/** What runs long jobs, as the edge sees it. */
export interface LongJobs {
  readonly temporal: Temporal | null
  /** Temporal's own pages, for administrators. */
  readonly uiUrl: string | null
  ready(): Promise<Record<string, boolean>>
}

/** The media node of this process, as the edge sees it. */
export interface Signaling {
  readonly app: Hono<{ Variables: { participant: Participant } }>
  readonly ready: () => boolean
  readonly carried: () => Carried
  readonly messageMaxBytes: number
}

export interface Edge {
  readonly identify: (context: Context) => Promise<Participant | null>
  readonly upgradeWebSocket: UpgradeWebSocket<WebSocket, { onError: (error: unknown) => void }>
  /** Serves the pages, and signalling beside them. @returns the address for people. Throws an Error that says what to do. */
  serve(signaling: Signaling): Promise<string>
  close(): Promise<void>
}

/** The edge on Node: sessions, pages and hub, not listening yet. */
export async function openEdge({ config, functions, stores, nodes, jobs, prometheus, clock, log }: EdgeDeps): Promise<Edge> {
  const { rooms, translator, voices: { voices }, documents: { documents } } = functions
  // TLS may end here or in front of us.
  const secure = config.PARLEY_LAN || (config.PUBLIC_URL?.startsWith('https:') ?? false)
  const [assets, secret] = await Promise.all([createAssets({ mode: 'production' }), config.SESSION_SECRET ?? ensureSecret(config.PARLEY_DATA)])
  const session = createSession({ secret, secure, rooms })
  const hubs = createHubs({ bus: stores.bus, clock, log, render: hubRender, languages: { prepare: (wish) => translator.prepare(wish), html: languageHtml } })
  const watched = { prometheus, token: config.METRICS_TOKEN, proxied: config.PUBLIC_URL !== undefined || config.TRUST_PROXY > 0 }
  const stopWatching = prometheus.metrics.watch({ hubSockets: async () => [{ value: await hubs.connections() }], ...watchJobs(jobs.temporal) })
  const outer = new Hono()
  const { upgradeWebSocket, injectWebSocket, wss } = createNodeWebSocket({ app: outer })
  let stop = async () => {}
  let places: Places | null = null
  let ownUrl = ''
  const { database: { db }, blobs: blob, rateLimit } = stores
  const publicUrl = () => config.PUBLIC_URL ?? ownUrl
  const mail = openMail({ config, log })
  const identity = openIdentity({
    db, rateLimit, mail, config, secret, secure, publicUrl, clock, log,
    onDelete: [(account) => closeOwnedRooms({ db, rooms }, account), leaveTeamsOnDelete({ db, log }), (account) => voices.eraseAccount(account), (account) => documents.eraseAccount(account), async ({ accountId }) => void (await eraseAccountHistory({ db, blob, log }, { accountId }))],
  })
  const speakers = createSpeakerNames({ ...functions.diarization.deps, rooms })
  const history = { db, blob, translator, now: clock.now, log }
  const administration = openAdministration({
    config, db, blob, rooms, voices, documents, speakers, rateLimit, mail, secret, secure, publicUrl, clock, log,
    jobs: createJobs({
      temporal: jobs.temporal, log,
      again: { 'ingest-document': ({ id, owner }) => functions.documents.documents.retry({ accountId: owner.userId, documentId: documentOfJob(id) }) },
    }),
    temporalUi: jobs.temporal && jobs.uiUrl !== null ? { url: jobs.uiUrl, namespace: jobs.temporal.at.namespace } : null,
  })
  const daily = createRetention({ db, blob, clock, log, alongside: [identity.auth.purge, () => voices.sweep(), () => forgetStageCosts({ db, now: clock.now }), () => documents.sweep(), async () => void (await settleLostDubs(functions.dubs.deps))] })

  return {
    async identify(c) {
      const me = await session.identify(c, c.req.param('roomId') ?? '')
      return me && await rooms.connect(me)
    },
    upgradeWebSocket,
    async serve({ app: signaling, ready, carried, messageMaxBytes }) {
      wss.options.maxPayload = messageMaxBytes
      const readiness = async () => {
        const parts = { ...(await functions.ready()), ...(await stores.ready()), media: ready() }
        // Meetings work without long jobs, so those are told and do not count.
        return { ready: Object.values(parts).every(Boolean), parts: { ...parts, ...(await jobs.ready()) } }
      }
      const asksGoogle = createAsksGoogle({ speaker: functions.speaker, configured: config.GOOGLE_TTS, clock, log })
      const languages = { asksGoogle, collectedSoFar: (accountId: string) => voices.collectedSoFar(accountId), reading: () => translator.reading(), prepare: (reads: Language) => translator.prepare({ from: null, to: reads, again: true }) }
      outer.route('/', createForwardSignaling({ places: () => places, identify: session.identify, upgradeWebSocket, messageMaxBytes, clock, log }))
      outer.route('/', signaling)
      mountEdgeApp(outer, { rooms, chat: functions.chat, session, hubs, assets, ...languages, secure, readiness, upgradeWebSocket, log, identity, history, dubs: { db, blob }, speakers, documents, administration, watched })
      const tls = config.PARLEY_LAN ? await certificate(config, clock) : null
      const { port, close } = await listen({
        fetch: outer.fetch, host: config.HOST, port: config.PORT, tls,
        prepare(server) {
          guardUpgrades(server as Server, log)
          injectWebSocket(server)
        },
      })
      stop = close
      ownUrl = tls ? `https://${lanAddress(networkInterfaces()) ?? 'localhost'}:${port}` : `http://${shownHost(config.HOST)}:${port}`
      const inside = `http://${config.HOST === '0.0.0.0' ? lanAddress(networkInterfaces()) ?? '127.0.0.1' : config.HOST}:${port}`
      places = await openPlaces({ nodes, url: config.NODE_URL ?? inside, carried, clock, log })
      return ownUrl
    },
    async close() {
      stopWatching()
      await places?.close()
      await hubs.close()
      for (const socket of wss.clients) socket.terminate()
      await stop()
      await daily.close()
      await identity.close()
    },
  }
}

async function certificate({ PARLEY_DATA }: Config, clock: Clock) {
  const addresses = lanAddresses(networkInterfaces())
  return ensureCertificate({ folder: join(PARLEY_DATA, 'tls'), addresses, hostname: hostname(), now: clock.now() })
}

/** Browsers allow cameras on localhost; a bare loopback or any-address is the same machine. */
function shownHost(host: string): string {
  return ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host
}
