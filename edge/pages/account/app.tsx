import { Hono } from 'hono'
import { limitBody } from '../../gateway/limit_body.ts'
import { accountPages } from './account.tsx'
import type { AccountPagesDeps } from './deps.ts'
import { oidcPages } from './oidc.tsx'
import { registerPages } from './register.tsx'
import { resetPages } from './reset.tsx'
import { signInPages } from './sign_in.tsx'

export type { AccountPagesDeps } from './deps.ts'

const FORM_MAX_BYTES = 16 * 1024

/** Named, since what is used everywhere here would hold for every app that is mounted later. */
const FORMS = ['/register', '/verify/*', '/sign-in', '/sign-out', '/reset/*', '/account/*']

/** The pages of accounts: every form works without a script (303 after POST). */
export function createAccountPagesApp(deps: AccountPagesDeps) {
  const limit = limitBody(FORM_MAX_BYTES)
  const app = new Hono()
  for (const path of FORMS) app.use(path, limit)
  return app
    .route('/', registerPages(deps))
    .route('/', signInPages(deps))
    .route('/', resetPages(deps))
    .route('/', oidcPages(deps))
    .route('/', accountPages(deps))
    .get('/.well-known/jwks.json', async (c) => c.json(await deps.auth.jwks(), 200, { 'cache-control': 'public, max-age=300' }))
}
