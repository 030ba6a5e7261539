import type { Viewer } from '../domain/account.ts'
import type { EraseForAccount } from '../functions/auth/context.ts'
import type { Auth } from '../functions/auth/create_auth.ts'
import { createAuth } from '../functions/auth/create_auth.ts'
import type { Clock } from '../infra/clock.ts'
import type { Config } from '../infra/config.ts'
import type { Db } from '../infra/db/db.ts'
import type { Log } from '../infra/log.ts'
import type { Mail } from '../infra/mail/mail.ts'
import { createOidc } from '../infra/oidc/oidc.ts'
import type { RateLimit } from '../infra/rate_limit/rate_limit.ts'
import type { Locale } from '../views/messages/mod.ts'
import { messagesFor } from '../views/messages/mod.ts'
import type { AccountSession } from './gateway/account_session.ts'
import { createAccountSession } from './gateway/account_session.ts'
import type { ClientAddress } from './gateway/client_address.ts'
import { createClientAddress } from './gateway/client_address.ts'
import type { DeviceId } from './gateway/device.ts'
import { createDeviceId } from './gateway/device.ts'
import type { Limits } from './gateway/limit_requests.ts'
import { createLimits } from './gateway/limit_requests.ts'
import type { AccountPagesDeps } from './pages/account/deps.ts'

/** What accounts are kept in, sent with and limited by. */
export interface IdentityPorts {
  readonly db: Db
  readonly mail: Mail
  readonly rateLimit: RateLimit
  /** What other parts keep of an account, and erase with it. */
  readonly onDelete?: readonly EraseForAccount[]
}

export interface IdentityDeps extends IdentityPorts {
  readonly config: Pick<Config, 'TRUST_PROXY' | 'OIDC_ISSUER' | 'OIDC_CLIENT_ID' | 'OIDC_CLIENT_SECRET' | 'OIDC_NAME'>
  /** The deployment's secret. */
  readonly secret: string
  readonly secure: boolean
  /** Where people reach us, without a slash at the end. */
  readonly publicUrl: () => string
  readonly clock: Clock
  readonly log: Log
}

/** Who people are, and how much they may ask. */
export interface Identity {
  readonly auth: Auth
  readonly accounts: AccountSession
  readonly limits: Limits
  readonly deviceId: DeviceId
  readonly clientAddress: ClientAddress
  readonly pages: Omit<AccountPagesDeps, 'assetUrl' | 'messages'>
  /** Keeps the language of the pages with an account. */
  readonly saveLocale: (viewer: Viewer, locale: Locale) => Promise<void>
  /** Waits for mails that are being sent. */
  close(): Promise<void>
}

export function openIdentity({ config, db, mail, rateLimit, onDelete, secret, secure, publicUrl, clock, log }: IdentityDeps): Identity {
  const auth = createAuth({ db, mail, secret, publicUrl, log, now: clock.now, onDelete, mailWords: (locale) => messagesFor(locale).mail })
  const accounts = createAccountSession({ auth, secure })
  const clientAddress = createClientAddress({ proxies: config.TRUST_PROXY })
  const limits = createLimits({ rateLimit, clientAddress, viewer: accounts.viewer })
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, OIDC_NAME: name } = config
  const oidc = issuer && clientId && clientSecret ? { provider: createOidc({ issuer, clientId, clientSecret, name }), publicUrl } : null
  return {
    auth, accounts, limits, clientAddress,
    deviceId: createDeviceId({ secret, secure }),
    pages: { auth, accounts, limits, secret, secure, oidc, log },
    saveLocale: ({ accountId, name: own }, locale) => auth.updateProfile({ accountId, name: own, locale }),
    close: () => auth.settle(),
  }
}
