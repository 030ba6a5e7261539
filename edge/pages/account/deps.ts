import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import type { Viewer } from '../../../domain/account.ts'
import type { Auth } from '../../../functions/auth/create_auth.ts'
import type { Log } from '../../../infra/log.ts'
import type { Oidc } from '../../../infra/oidc/oidc.ts'
import type { Messages } from '../../../views/messages/mod.ts'
import type { AssetUrl } from '../../../views/mod.ts'
import type { AccountSession } from '../../gateway/account_session.ts'
import type { Limits } from '../../gateway/limit_requests.ts'

export interface AccountPagesDeps {
  readonly auth: Auth
  readonly accounts: AccountSession
  readonly limits: Limits
  readonly assetUrl: AssetUrl
  /** The deployment's secret: signs and seals what the browser keeps meanwhile. */
  readonly secret: string
  readonly secure: boolean
  /** The words of the page's language. */
  readonly messages: (c: Context) => Promise<Messages> | Messages
  /** A provider that one may sign in with, and the address that it sends browsers back to. */
  readonly oidc: { readonly provider: Oidc; readonly publicUrl: () => string } | null
  /** What other parts add to `/account`. */
  readonly sections?: (c: Context, viewer: Viewer) => Promise<Child>
  readonly log: Log
}
