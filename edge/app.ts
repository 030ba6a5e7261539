import { Hono } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import { secureHeaders } from 'hono/secure-headers'
import { countQuestion } from '../functions/analytics/count_question.ts'
import type { Chat } from '../functions/chat/chat.ts'
import type { ReadAudioDeps } from '../functions/dubs/read_audio.ts'
import type { SpeakerNames } from '../functions/diarization/name_speaker.ts'
import { listMeetings } from '../functions/transcripts/list_meetings.ts'
import type { Log } from '../infra/log.ts'
import { routes } from '../views/mod.ts'
import type { Assets } from './assets.ts'
import { guestsOnly } from './gateway/account_session.ts'
import type { AccountSession } from './gateway/account_session.ts'
import { limitBody } from './gateway/limit_body.ts'
import { createMessagesOf } from './gateway/locale.ts'
import { sameOriginOnly } from './gateway/same_origin.ts'
import { contentSecurityPolicy } from './gateway/content_security_policy.ts'
import { createMetricsApp } from './gateway/metrics.ts'
import type { MetricsAppOptions } from './gateway/metrics.ts'
import type { Administration } from './open_administration.tsx'
import type { Identity } from './open_identity.ts'
import { createAccountPagesApp } from './pages/account/app.tsx'
import { createHubApp } from './hub/app.ts'
import { createChatPagesApp } from './pages/chat.tsx'
import { errorPages } from './pages/errors.tsx'
import { createDocumentsSearchApp } from './pages/documents/search.tsx'
import { createHomeApp } from './pages/home.tsx'
import { createRoomPagesApp } from './pages/rooms/app.tsx'
import type { RoomPagesDeps } from './pages/rooms/app.tsx'
import { createLocaleApp } from './pages/locale.ts'
import { createDubPagesApp } from './pages/dubs/app.ts'
import { createTranscriptPagesApp } from './pages/transcripts/app.tsx'
import { createCaptionRatingApp } from './pages/transcripts/caption_rating.tsx'
import type { HistoryPorts } from './pages/transcripts/app.tsx'
import type { LocaleAppDeps } from './pages/locale.ts'

/** No page and no route of the API takes more, but what is uploaded; most say that they take less. */
const BODY_MAX_BYTES = 64 * 1024

export interface Readiness {
  readonly ready: boolean
  /** Part → whether it works, as in `{ transcribe: true }`. */
  readonly parts: Readonly<Record<string, boolean>>
}

export interface EdgeOptions extends Omit<RoomPagesDeps, 'assetUrl' | 'messages' | 'accounts' | 'limits' | 'signIn' | 'meetings'> {
  /** Who is signed in; everybody is a guest without. */
  readonly accounts?: AccountSession
  readonly saveLocale?: LocaleAppDeps['saveLocale']
  readonly assets: Assets
  readonly upgradeWebSocket: UpgradeWebSocket<{ readonly bufferedAmount: number }>
  readonly readiness: () => Promise<Readiness>
  readonly log: Log
  /** People who sign in; without it everybody is a guest. */
  readonly identity?: Identity
  /** What people write to each other in meetings; without it nobody can. */
  readonly chat?: Chat
  /** What is kept of meetings; without it there are no transcripts. */
  readonly history?: HistoryPorts
  /** Names people who were told apart at shared microphones. */
  readonly speakers?: SpeakerNames
  /** Spoken captions; without them nothing is played. */
  readonly dubs?: ReadAudioDeps
  /** What is told whoever watches; without it nothing. */
  readonly watched?: MetricsAppOptions
  /** Plans, keys, teams and the API; without it there are none. */
  readonly administration?: Administration
}

/** Everything that people's browsers ask for, on Node and Deno alike; signalling is mounted beside it by main.ts. */
export function createEdgeApp(options: EdgeOptions) {
  const { assets, upgradeWebSocket, readiness, log, secure, identity, administration } = options
  const { accounts, messages } = whoseWords(options)
  const { history } = options
  const home = {
    ...options, accounts, messages, assetUrl: assets.assetUrl, signIn: identity !== undefined,
    ...(history ? { meetings: (accountId: string, page: { readonly limit: number }) => listMeetings({ db: history.db }, accountId, page) } : {}),
  }
  const { onError, notFound } = errorPages({ assetUrl: assets.assetUrl, messages, log })
  const app = new Hono()
    .onError(onError)
    .notFound(notFound)
    // Headers of an upgrade are the runtime's own: hub and signalling come before the middleware that sets them.
    .route('/', createHubApp({ ...options, messages, upgradeWebSocket }))
    .use(secureHeaders({ xFrameOptions: 'DENY', referrerPolicy: 'same-origin', strictTransportSecurity: secure, crossOriginResourcePolicy: 'same-origin' }))
    .use(contentSecurityPolicy(), sameOriginOnly())
    .use(limitBody(BODY_MAX_BYTES))
    .get('/healthz', (c) => c.json({ alive: true }))
    .get('/readyz', async (c) => {
      const state = await readiness()
      return c.json(state, state.ready ? 200 : 503)
    })
    .get(routes.assets.path, (c) => assets.respond(c.req.raw))
  if (options.watched) app.route('/', createMetricsApp(options.watched))
  if (administration) app.route('/', administration.programs())
  // What stands above is not counted as requests of pages.
  if (identity) app.use(identity.limits.requests()).route('/', createAccountPagesApp({ ...identity.pages, sections: administration?.sections(messages), messages, assetUrl: assets.assetUrl }))
  if (administration) app.route('/', administration.pages({ accounts, messages, assetUrl: assets.assetUrl, limits: identity?.limits }))
  if (options.chat) app.route('/', createChatPagesApp({ chat: options.chat, session: options.session, messages }))
  if (options.history) {
    app.route('/', createTranscriptPagesApp({ ...options.history, speakers: options.speakers, accounts, messages, assetUrl: assets.assetUrl }))
      .route('/', createCaptionRatingApp({ ...options.history, session: options.session, messages }))
  }
  if (options.documents) app.route('/', createDocumentsSearchApp({ documents: options.documents, session: options.session, messages, asked: history && questionsOf(history), assetUrl: assets.assetUrl }))
  if (options.dubs) app.route('/', createDubPagesApp({ ...options.dubs, session: options.session, accounts }))
  return app
    .route('/', createLocaleApp({ accounts, saveLocale: options.saveLocale ?? identity?.saveLocale, secure }))
    .route('/', createRoomPagesApp({
      ...options, ...home, deviceId: options.deviceId ?? identity?.deviceId, limits: identity?.limits,
    }))
    .route('/', createHomeApp(home))
    // As a route too: an app that this one is mounted in has no page for it.
    .all('*', notFound)
}

/** Mounts the edge's app in another one, which has its words for what is not there, too: whatever in it finds nothing answers with them. */
export function mountEdgeApp(outer: Hono, options: EdgeOptions): void {
  outer.route('/', createEdgeApp(options))
  outer.notFound(errorPages({ assetUrl: options.assets.assetUrl, messages: whoseWords(options).messages, log: options.log }).notFound)
}

function whoseWords({ accounts: given, identity }: Pick<EdgeOptions, 'accounts' | 'identity'>) {
  const accounts = given ?? identity?.accounts ?? guestsOnly
  return { accounts, messages: createMessagesOf(accounts) }
}

/** Counts questions to documents; what cannot be counted is logged, and nobody waits for it. */
function questionsOf({ db, now, log }: HistoryPorts): (roomId: string) => void {
  return (roomId) => void countQuestion({ db, now }, roomId).catch((error: unknown) => log.warn('question-not-counted', { roomId, error }))
}
