import type { AddressInfo } from 'node:net'
import { serve, type ServerType } from '@hono/node-server'
import { createNodeWebSocket } from '@hono/node-ws'
import { Hono } from 'hono'
import type { JSX } from 'hono/jsx/jsx-runtime'
import type { WSContext } from 'hono/ws'
import { generateRouterRtpCapabilities, generateTransportRemoteParameters } from 'mediasoup-client/fakeParameters'
import { DomainError, toProblem } from '../../domain/errors.ts'
import type { RoomEvent } from '../../domain/events.ts'
import type { Language } from '../../domain/language.ts'
import { readingState } from '../../domain/language_state.ts'
import type { Reading } from '../../domain/language_state.ts'
import type { Participant, Room } from '../../domain/room.ts'
import type { Notifications, SignalingNotification } from '../../domain/signaling.ts'
import { createAssets } from '../../edge/assets.ts'
import {
  type AssetUrl,
  type CaptionEvent,
  CHAT_FIELD,
  type ChatEvent,
  ChatNotePush,
  CONTENT_SECURITY_POLICY,
  ErrorPage,
  FRAGMENT_HEADER,
  type HomeOverview,
  HomePage,
  type JoinForm,
  LanguageNotePush,
  type Messages,
  messagesFor,
  NotFoundPage,
  PeoplePush,
  PreJoinPage,
  RoomEventPush,
  EntryRefusalPage,
  RoomPage,
  routes,
} from '../../views/mod.ts'
import type { Analytics } from '../../domain/analytics.ts'
import { AnalyticsPage } from '../../views/pages/analytics/mod.ts'
import { documentsScenes } from './documents_scenes.tsx'
import { roomScenes } from './room_scenes.tsx'
import { quietScenes, speakersScenes } from './speakers_scenes.tsx'
import { vocabularyScenes } from './vocabulary_scenes.tsx'

/** Two that are here, one on its way and one that is fetched when it is picked. */
const READING: Reading = {
  en: { state: 'here' }, pt: { state: 'here' }, fr: { state: 'fetching', doneBytes: 12_000_000, totalBytes: 31_000_000 }, es: { state: 'fetchable', bytes: 31_000_000 },
}
const STARTED_MS = Date.UTC(2026, 4, 12, 14, 2)
const EMPTY: JoinForm = { name: '', speaks: 'auto', reads: 'en', hears: 'original' }

const room: Room = {
  roomId: 'brcd-4fgh-jkm2', name: 'brcd-4fgh-jkm2', ownerId: null, teamId: null, tier: 'free', lobby: false, locked: false, hasPasscode: false,
  createdAtMs: STARTED_MS, scheduledAtMs: null, closedAtMs: null, peopleMax: 6,
}

export function person(
  peerId: string,
  name: string,
  speaks: Language | null = 'en',
  reads: Language = 'en',
): Participant {
  return {
    peerId,
    roomId: room.roomId,
    name,
    preferences: { speaks, reads, hears: 'original' },
    role: 'guest',
    accountId: null,
    deviceId: null,
    joinedAtMs: STARTED_MS,
    present: true,
  }
}

const ada = person('ada', 'Ada Lovelace', 'en', 'pt')
const crowd = [
  ada,
  person('joao', 'João Guimarães', 'pt', 'en'),
  person('noor', 'نور الهدى عبد الرحمن', 'ar', 'en'),
  person('long', 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the Younger'.slice(0, 60), 'de', 'en'),
  person('bot', '<img src=x onerror=alert(1)>', null, 'pt'),
  person('yuki', '由紀', 'ja', 'pt'),
]

let captions = 0
export function caption(
  speaker: Participant,
  text: string,
  { language = 'en', kind = 'final', translation = null, untranslated = null, captionId = `u${++captions}`, steady, helped }: Partial<{
    language: Language
    kind: 'interim' | 'final'
    translation: string | null
    untranslated: CaptionEvent['untranslated']
    captionId: string
    steady: CaptionEvent['steady']
    helped: CaptionEvent['caption']['helped']
  }> = {},
): CaptionEvent {
  const startMs = STARTED_MS + captions * 7_000
  return {
    type: 'caption',
    reader: 'pt',
    caption: {
      captionId,
      roomId: room.roomId,
      peerId: speaker.peerId,
      speakerName: speaker.name,
      kind,
      language,
      text,
      confidence: 0.9,
      startMs,
      endMs: startMs + 3_000,
      ...(helped && { helped }),
    },
    translation: translation === null ? null : { language: 'pt', text: translation, engine: 'bergamot' },
    untranslated,
    ...(steady && { steady }),
  }
}

const talk = [
  caption(crowd[0]!, 'Good morning, everyone. Shall we open the Halvex?', {
    translation: 'Bom dia a todos. Vamos abrir o Halvex?',
    helped: [{ term: 'Halvex', heard: 'havoc', document: { documentId: 'd', name: 'manual_of_the_infusion_pump_with_a_long_name.pdf', page: 12, passage: '…before each shift a purge cycle clears the drip chamber of the Halvex. The spool valve must be open…', ordinal: 0 } }],
  }),
  caption(crowd[1]!, 'Bom dia, Ada. Podemos, sim: já estamos quase todos aqui.', { language: 'pt' }),
  caption(crowd[2]!, 'صباح الخير جميعا، أنا مستعدة للبدء الآن.', { language: 'ar', untranslated: 'unavailable' }),
  caption(crowd[3]!, 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', {
    language: 'de',
    untranslated: 'unavailable',
  }),
  caption(crowd[4]!, 'I said <script>alert("hi")</script> & meant it.', {
    translation: 'Eu disse <script>alert("oi")</script> & quis dizer isso.',
  }),
  caption(
    crowd[0]!,
    'And so, my fellow Americans, ask not what your country can do for you, ask what you can do for your country.',
    {
      translation:
        'E assim, meus compatriotas americanos, não perguntem o que o vosso país pode fazer por vós, perguntem o que vós podeis fazer pelo vosso país.',
    },
  ),
]

export function message(speaker: Participant, text: string, { translation = null, untranslated = null, messageId = `m${++captions}` }: Partial<{
  translation: string | null
  untranslated: ChatEvent['untranslated']
  messageId: string
}> = {}): ChatEvent {
  const language = speaker.preferences.speaks ?? speaker.preferences.reads
  return {
    type: 'chat',
    reader: 'pt',
    message: { messageId, roomId: room.roomId, peerId: speaker.peerId, speakerName: speaker.name, language, text, sentMs: STARTED_MS },
    translation: translation === null ? null : { language: 'pt', text: translation, engine: 'bergamot' },
    untranslated,
  }
}

const written = [
  message(crowd[1]!, 'O plano está em https://example.org/um/endereco/muito/comprido/que/nao/cabe/numa/linha/estreita'),
  message(ada, 'Thanks, I have it.', { translation: 'Obrigada, já tenho.' }),
  message(crowd[2]!, 'شكرا جزيلا', { untranslated: 'unavailable' }),
  message(crowd[4]!, '<script>alert("hi")</script>', { untranslated: 'failed' }),
]

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
const overview: HomeOverview = {
  viewer: { name: 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh', isAdmin: true, tier: 'free' },
  rooms: {
    rooms: Array.from({ length: 10 }, (_, at) => ({
      room: { ...room, roomId: `brcd-4fgh-jk${at}`, name: at === 1 ? LONG : `Sala ${at}`, locked: at === 2 }, present: at, mine: at !== 3,
    })),
    upcoming: [{ room: { ...room, name: 'نور الهدى', scheduledAtMs: STARTED_MS }, present: 0, mine: true }],
  },
  meetings: [{
    meetingId: 'm1', roomId: room.roomId, name: LONG, startMs: STARTED_MS, endMs: STARTED_MS + 3_000_000, expiresMs: null, lines: 120,
    people: ['Ada Lovelace', 'João Guimarães', '由紀', 'نور الهدى'], peopleCount: 9,
  }],
}

/** A week with something of everything. */
const figures: Analytics = {
  timeZone: 'Europe/Lisbon', lag: { p50Ms: 620, p95Ms: 890, p99Ms: 1_180 },
  days: Array.from({ length: 7 }, (_, at) => {
    const lag = at === 3 ? null : { p50Ms: 600 + at, p95Ms: 900 - at, p99Ms: 1_200 }
    return {
      day: `2026-11-${18 + at}`, meetings: at, captions: 40 * at, talkMs: 700_000 * at, heardMs: 650_000 * at, measured: lag ? 80 : 0, lag, right: 3 * at, wrong: at,
      translations: 40 * at, cached: 20 * at, clones: at, cloneMs: 4_000 * at, quickVoices: 1, failedVoices: at % 2,
      usage: { 'document-caption': at, 'document-question': 1, 'vocabulary-caption': 2 * at },
    }
  }),
  languages: [{ language: 'en', captions: 100, talkMs: 900_000, translated: 4 }, { language: 'ar', captions: 3, talkMs: 20_000, translated: 0 }],
  people: crowd.map(({ name }, at) => ({ number: at + 1, name, guest: at > 2, language: 'en', captions: 9, talkMs: 600_000 / (at + 1) })),
  quality: [{ engine: 'bergamot', from: 'en', to: 'pt', right: 9, wrong: 1 }],
}

/** Every page in every state that is worth a look, by name. */
const scenes: Readonly<Record<string, (assetUrl: AssetUrl, t: Messages) => JSX.Element>> = {
  ...roomScenes,
  ...vocabularyScenes,
  ...documentsScenes,
  ...speakersScenes,
  home: (assetUrl, t) => <HomePage t={t} assetUrl={assetUrl} form={EMPTY} reading={READING} />,
  overview: (assetUrl, t) => <HomePage t={t} assetUrl={assetUrl} form={EMPTY} reading={READING} signIn overview={overview} />,
  'overview-empty': (assetUrl, t) => (
    <HomePage t={t} assetUrl={assetUrl} form={EMPTY} reading={READING} signIn overview={{ ...overview, rooms: { rooms: [], upcoming: [] }, meetings: null }} />
  ),
  'home-errors': (assetUrl, t) => (
    <HomePage t={t}
      assetUrl={assetUrl}
      form={{ ...EMPTY, name: ' ' }}
      reading={READING}
      errors={{ name: 'Enter your name', reads: 'Not a language that Parley knows' }}
      problem='Cannot start a meeting: too many were started from here. Try again in 4 minutes.'
    />
  ),
  analytics: (assetUrl, t) => (
    <AnalyticsPage t={t} assetUrl={assetUrl} days={7} zoneChosen of={figures}
      everyone={{ costs: [{ stage: 'decode', requests: 1_200, cpuMs: 90_000 }, { stage: 'translate', requests: 0, cpuMs: 10 }], price: { perCpuHour: 0.04, currency: 'EUR' } }} />
  ),
  prejoin: (assetUrl, t) => (
    <PreJoinPage t={t}
      assetUrl={assetUrl}
      room={room}
      form={{ ...EMPTY, name: 'Ada Lovelace' }}
      reading={READING}
      participants={crowd.slice(1)}
    />
  ),
  'prejoin-empty': (assetUrl, t) => (
    <PreJoinPage t={t} assetUrl={assetUrl} room={room} form={EMPTY} reading={READING} participants={[]} />
  ),
  'not-found': (assetUrl, t) => <NotFoundPage t={t} assetUrl={assetUrl} code='abcd-efgh-jkmn' />,
  full: (assetUrl, t) => <EntryRefusalPage t={t} assetUrl={assetUrl} room={room} why='room-full' />,
  error: (assetUrl, t) => (
    <ErrorPage t={t}
      assetUrl={assetUrl}
      problem={toProblem(new DomainError('unavailable', 'Cannot create a room: the server is shutting down'))}
      retryTo='/'
    />
  ),
  'room-alone': (assetUrl, t) => <RoomScene t={t} assetUrl={assetUrl} participants={[ada]} captions={[]} />,
  'room-two': (assetUrl, t) => (
    <RoomScene t={t} assetUrl={assetUrl} participants={crowd.slice(0, 2)} captions={talk.slice(0, 2)} />
  ),
  'room-six': (assetUrl, t) => <RoomScene t={t} assetUrl={assetUrl} participants={crowd} captions={talk} messages={written} />,
  'room-german': (assetUrl, t) => (
    <RoomScene t={t}
      assetUrl={assetUrl}
      participants={crowd.slice(0, 3)}
      captions={talk.slice(0, 1)}
      me={{ ...ada, preferences: { ...ada.preferences, reads: 'de' } }}
    />
  ),
}

function RoomScene({ t, assetUrl, participants, captions, messages = [], me = ada }: {
  t: Messages
  assetUrl: AssetUrl
  participants: readonly Participant[]
  captions: readonly CaptionEvent[]
  messages?: readonly ChatEvent[]
  me?: Participant
}) {
  return (
    <RoomPage t={t}
      assetUrl={assetUrl}
      room={room}
      me={me}
      participants={participants}
      captions={captions}
      messages={messages}
      reading={READING}
      inviteUrl={`https://parley.example.org${routes.room.to(room.roomId)}`}
    />
  )
}

interface Stage {
  readonly url: string
  readonly scenes: readonly string[]
  /** Requests of signalling so far: verb and data. */
  readonly asked: { verb: string; data: Record<string, unknown> }[]
  /** Addresses under which the hub was reached. */
  readonly hubs: string[]
  readonly preferences: Record<string, unknown>[]
  /** What was sent to the chat. */
  readonly sent: string[]
  push(event: RoomEvent): void
  /** What a hub sends. */
  html(text: string): void
  pushPeople(participants: readonly Participant[]): void
  notify<N extends keyof Notifications>(notification: N, data: Notifications[N]): void
  closeSignaling(code: number): void
  closeHub(code: number): void
  /** Resolves when no page is connected any more: what they asked for has been counted. */
  left(): Promise<void>
  close(): Promise<void>
}

/** Answers and pushes are in English; scenes in the language of `?locale=`. */
const t = messagesFor('en')

/** Serves the real pages and assets; signalling and hub say what the test tells them to. */
export async function startPages(): Promise<Stage> {
  const assets = await createAssets({ mode: 'production' })
  const app = new Hono()
  const { injectWebSocket, upgradeWebSocket } = createNodeWebSocket({ app })
  const sockets = { signal: new Set<WSContext>(), hub: new Set<WSContext>() }
  const asked: Stage['asked'] = []
  const hubs: string[] = []
  const preferences: Stage['preferences'] = []
  const sent: string[] = []
  const { assetUrl } = assets

  app.use(async (c, next) => {
    await next()
    c.header('content-security-policy', CONTENT_SECURITY_POLICY)
  })
  app.get(routes.assets.path, (c) => assets.respond(c.req.raw))
  app.get('/scenes/:scene', (c) => {
    const scene = { ...scenes, ...quietScenes }[c.req.param('scene')]
    return scene ? c.html(String(scene(assetUrl, messagesFor(c.req.query('locale'))))) : c.notFound()
  })
  app.post(routes.preferences.path, async (c) => {
    preferences.push(await c.req.parseBody())
    return c.html(String(<LanguageNotePush t={t} roomId='r' reads={preferences.at(-1)!.reads as Language} state={readingState(READING, preferences.at(-1)!.reads as Language)} />))
  })
  app.post(routes.chat.path, async (c) => {
    const text = String((await c.req.parseBody())[CHAT_FIELD])
    if (text === 'too fast') {
      c.header(FRAGMENT_HEADER, 'refusal')
      return c.html(String(<ChatNotePush text={t.chat.tooFast} />), 429)
    }
    sent.push(text)
    return c.html(String(<ChatNotePush text={null} />))
  })
  app.post(routes.leave.path, (c) => c.redirect('/scenes/home', 303))
  app.get(
    routes.signal.path,
    upgradeWebSocket(() => ({
      onOpen: (_event, socket) => void sockets.signal.add(socket),
      onClose: (_event, socket) => void sockets.signal.delete(socket),
      onMessage(event, socket) {
        const { id, verb, data } = JSON.parse(String(event.data))
        asked.push({ verb, data })
        socket.send(JSON.stringify({ id, ok: true, data: answer(verb) }))
      },
    })),
  )
  app.get(
    routes.hub.path,
    upgradeWebSocket((c) => ({
      onOpen(_event, socket) {
        hubs.push(c.req.url)
        sockets.hub.add(socket)
      },
      onClose: (_event, socket) => void sockets.hub.delete(socket),
    })),
  )

  const server: ServerType = await new Promise((resolve) => {
    const started = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(started))
  })
  injectWebSocket(server)
  const html = (text: string) => {
    for (const socket of sockets.hub) socket.send(text)
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    scenes: Object.keys(scenes),
    asked,
    hubs,
    preferences,
    sent,
    html,
    push: (event) => html(String(<RoomEventPush t={t} event={event} me={ada.peerId} />)),
    pushPeople: (participants) => html(String(<PeoplePush t={t} participants={participants} me={ada} />)),
    notify(notification, data) {
      const message = { notification, data } as SignalingNotification
      for (const socket of sockets.signal) socket.send(JSON.stringify(message))
    },
    closeSignaling: (code) => sockets.signal.forEach((socket) => socket.close(code)),
    closeHub: (code) => sockets.hub.forEach((socket) => socket.close(code)),
    async left() {
      while (sockets.signal.size + sockets.hub.size > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of [...sockets.signal, ...sockets.hub]) socket.close(1001)
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

let ids = 0
function answer(verb: string): unknown {
  switch (verb) {
    case 'capabilities':
      return { rtpCapabilities: generateRouterRtpCapabilities() }
    case 'join':
      return { peers: [] }
    case 'createTransport': {
      const { id, iceParameters, dtlsParameters } = generateTransportRemoteParameters()
      // Nobody listens there: these pages are about what people see while media is on its way.
      const iceCandidates = [{
        foundation: 'u',
        ip: '127.0.0.1',
        address: '127.0.0.1',
        port: 9,
        priority: 1,
        protocol: 'udp',
        type: 'host',
      }]
      return { transportId: `${id}${++ids}`, iceParameters, iceCandidates, dtlsParameters }
    }
    case 'produce':
      return { producerId: `producer-${++ids}` }
    default:
      return {}
  }
}
