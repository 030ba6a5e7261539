import { Hono } from 'hono'
import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import type { Viewer } from '../domain/account.ts'
import type { ApiKeys } from '../functions/auth/api_keys/api_keys.ts'
import { createApiKeys } from '../functions/auth/api_keys/api_keys.ts'
import { createLimits } from '../functions/rooms/limits.ts'
import type { EnterpriseLimits } from '../functions/rooms/limits.ts'
import type { EraseForAccount } from '../functions/auth/context.ts'
import { forgetAccountInTeams } from '../functions/teams/forget_account.ts'
import { createTeams } from '../functions/teams/teams.ts'
import type { Teams } from '../functions/teams/teams.ts'
import type { SpeakerNames } from '../functions/diarization/name_speaker.ts'
import type { EraseDeps } from '../functions/transcripts/erase_meeting.ts'
import { createVocabulary } from '../functions/vocabulary/vocabulary.ts'
import type { Documents } from '../functions/documents/documents.ts'
import type { VoicesPort } from '../functions/voices/voices.ts'
import type { Clock } from '../infra/clock.ts'
import type { Config } from '../infra/config.ts'
import type { Db } from '../infra/db/db.ts'
import type { Log } from '../infra/log.ts'
import type { Mail } from '../infra/mail/mail.ts'
import type { RateLimit } from '../infra/rate_limit/rate_limit.ts'
import type { AssetUrl } from '../views/mod.ts'
import { messagesFor } from '../views/mod.ts'
import { AccountBelongings } from '../views/pages/account/mod.ts'
import { createApiApp } from './api/app.ts'
import type { ApiRoomsDeps } from './api/rooms.ts'
import { createBillingApp } from './billing/app.ts'
import type { AccountSession } from './gateway/account_session.ts'
import { createClientAddress } from './gateway/client_address.ts'
import type { Limits } from './gateway/limit_requests.ts'
import type { MessagesOf } from './gateway/locale.ts'
import { createAnalyticsPagesApp } from './pages/analytics/app.tsx'
import { createAdminPagesApp } from './pages/admin/app.tsx'
import { createApiPageApp, createApiUiApp } from './pages/api/app.tsx'
import { createDocumentPagesApp } from './pages/documents/app.tsx'
import { createJobPagesApp } from './pages/jobs/app.tsx'
import type { JobPagesDeps } from './pages/jobs/app.tsx'
import { createKeyPagesApp } from './pages/keys/app.tsx'
import { createTeamPagesApp } from './pages/teams/app.tsx'
import { createVocabularyPagesApp } from './pages/vocabulary/app.tsx'
import { createVoicePagesApp } from './pages/voices/app.tsx'

export interface AdministrationDeps {
  readonly config: Pick<Config, 'BILLING_WEBHOOK_SECRET' | 'TRUST_PROXY'> & Partial<Pick<Config, 'CPU_HOUR_PRICE' | 'CPU_HOUR_CURRENCY'>> & EnterpriseLimits
  readonly db: Db
  readonly blob: EraseDeps['blob']
  readonly rooms: ApiRoomsDeps['rooms']
  readonly voices: VoicesPort
  readonly documents: Documents
  /** Names people who were told apart at shared microphones. */
  readonly speakers?: SpeakerNames
  readonly jobs: JobPagesDeps['jobs']
  readonly temporalUi: JobPagesDeps['temporalUi']
  readonly rateLimit: RateLimit
  readonly mail: Mail
  /** The deployment's secret. */
  readonly secret: string
  readonly secure: boolean
  /** Where people reach us, without a slash at the end. */
  readonly publicUrl: () => string
  readonly clock: Clock
  readonly log: Log
}

/** What the edge's app has for every page. */
export interface PageTools {
  readonly accounts: AccountSession
  readonly messages: MessagesOf
  readonly assetUrl: AssetUrl
  /** Absent, invitations are not counted. */
  readonly limits?: Limits | undefined
}

/** Plans, keys and teams, and what programs ask for. */
export interface Administration {
  readonly keys: ApiKeys
  readonly teams: Teams
  /** For programs: not counted as a page's requests, and no cookie opens it. */
  readonly programs: () => Hono
  readonly pages: (tools: PageTools) => Hono
  /** What is added to `/account`. */
  readonly sections: (messages: MessagesOf) => (c: Context, viewer: Viewer) => Promise<Child>
}

export function openAdministration({ config, db, blob, rooms, voices, documents, speakers, jobs, temporalUi, rateLimit, mail, secret, secure, publicUrl, clock, log }: AdministrationDeps): Administration {
  const deps = { db, now: clock.now, log }
  const keys = createApiKeys(deps)
  const teams = createTeams({ ...deps, mail, publicUrl, mailWords: (locale) => messagesFor(locale).mail.teamInvitation })
  const vocabulary = createVocabulary(deps)
  const { BILLING_WEBHOOK_SECRET: billingSecret } = config
  return {
    keys,
    teams,
    programs() {
      const clientAddress = createClientAddress({ proxies: config.TRUST_PROXY })
      const app = new Hono()
        .route('/', createApiUiApp())
        .route('/', createApiApp({ ...deps, keys, blob, rooms, voices, documents, vocabulary, speakers, rateLimit, clientAddress, limits: createLimits(config), publicUrl, secret }))
      if (billingSecret !== undefined) app.route('/', createBillingApp({ ...deps, secret: billingSecret }))
      return app
    },
    pages: (tools) => new Hono()
      .route('/', createKeyPagesApp({ ...tools, keys, secret, secure }))
      .route('/', createAdminPagesApp({ ...deps, ...tools }))
      .route('/', createAnalyticsPagesApp({ ...deps, ...tools, secure, price: priceOf(config) }))
      .route('/', createTeamPagesApp({ ...tools, teams }))
      .route('/', createVocabularyPagesApp({ ...tools, vocabulary, teams }))
      .route('/', createVoicePagesApp({ ...tools, voices }))
      .route('/', createDocumentPagesApp({ ...tools, db, documents }))
      .route('/', createJobPagesApp({ ...tools, db, jobs, temporalUi }))
      .route('/', createApiPageApp(tools)),
    sections: (messages) => async (c, viewer) => <AccountBelongings t={await messages(c)} viewer={viewer} invitations={await teams.invitations(viewer.accountId)} />,
  }
}

/** What a deleted account leaves in teams: for `onDelete` of the identity. */
export function leaveTeamsOnDelete(deps: Pick<AdministrationDeps, 'db' | 'log'>): EraseForAccount {
  return (account) => forgetAccountInTeams(deps, account)
}

/** What an hour of one processor costs here, where the configuration says it. */
function priceOf({ CPU_HOUR_PRICE: perCpuHour, CPU_HOUR_CURRENCY: currency = 'EUR' }: AdministrationDeps['config']) {
  return perCpuHour === undefined ? null : { perCpuHour, currency }
}
