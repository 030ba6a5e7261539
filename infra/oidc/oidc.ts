import type { ClientAuth, Configuration } from 'openid-client'
import {
  allowInsecureRequests, authorizationCodeGrant, buildAuthorizationUrl, calculatePKCECodeChallenge, ClientSecretBasic, ClientSecretPost, discovery,
  fetchUserInfo, randomNonce, randomPKCECodeVerifier, randomState,
} from 'openid-client'
import { DomainError } from '../../domain/errors.ts'
import { emailSchema } from '../../domain/account.ts'

const TIMEOUT_S = 10

/** Who someone is at the provider. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
  /** Trimmed, lower case; null when the provider tells none. */
  readonly email: string | null
  readonly emailVerified: boolean
  readonly name: string | null
}

/** What the browser keeps, sealed, while it is at the provider. */
export interface OidcPending {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export interface OidcOptions {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** What its button is called. */
  readonly name: string
}

/** One OpenID Connect provider: authorization code flow with PKCE, state and nonce. */
export interface Oidc {
  readonly name: string
  /** Where to send the browser. Throws DomainError `unavailable` while the provider cannot be asked. */
  begin(redirectUri: string): Promise<{ readonly url: string; readonly pending: OidcPending }>
  /**
   * Takes the answer that came with the browser.
   * Throws DomainError `unauthorised` when it was refused, forged or is not the answer to `pending`; `unavailable`.
   */
  finish(answer: URL, pending: OidcPending): Promise<Identity>
}

/** The provider is asked for its addresses when they are first needed, and again as long as that fails. */
export function createOidc({ issuer, clientId, clientSecret, name }: OidcOptions): Oidc {
  const clientAuth: ClientAuth = (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    return (methods.includes('client_secret_basic') ? ClientSecretBasic : ClientSecretPost)(clientSecret)(server, ...rest)
  }
  let found: Promise<Configuration> | null = null
  const provider = async () => {
    const execute = issuer.startsWith('http:') ? [allowInsecureRequests] : []
    found ??= discovery(new URL(issuer), clientId, undefined, clientAuth, { execute, timeout: TIMEOUT_S })
    try {
      return await found
    } catch (error) {
      found = null
      throw new DomainError('unavailable', `Cannot sign in with ${name} now: the provider does not answer`, { cause: error })
    }
  }

  return {
    name,
    async begin(redirectUri) {
      const config = await provider()
      const pending = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() }
      const url = buildAuthorizationUrl(config, {
        redirect_uri: redirectUri, scope: 'openid email profile', state: pending.state, nonce: pending.nonce,
        code_challenge: await calculatePKCECodeChallenge(pending.verifier), code_challenge_method: 'S256',
      })
      return { url: url.href, pending }
    },
    async finish(answer, { state, nonce, verifier }) {
      const config = await provider()
      try {
        const granted = await authorizationCodeGrant(config, answer, { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true })
        const claims = granted.claims()!
        const told = claims.email === undefined ? { ...claims, ...(await fetchUserInfo(config, granted.access_token, claims.sub)) } : claims
        const email = emailSchema.safeParse(told.email)
        return {
          issuer: claims.iss, subject: claims.sub, email: email.success ? email.data : null, emailVerified: told.email_verified === true,
          name: typeof told.name === 'string' ? told.name : null,
        }
      } catch (error) {
        // `fetch` rejects with TypeError or a timeout; everything else is an answer that we do not take.
        const away = error instanceof Error && (error.name === 'TimeoutError' || ('code' in error && error.code === 'OAUTH_TIMEOUT') || (error instanceof TypeError && !('code' in error)))
        throw new DomainError(away ? 'unavailable' : 'unauthorised', `Cannot sign in with ${name}: ${away ? 'the provider does not answer' : 'it did not confirm who you are'}`, { cause: error })
      }
    },
  }
}
