import { errors, jwtVerify, SignJWT } from 'jose'
import type { KeyRing } from './key_ring.ts'
import { ACCESS_TOKEN_MS, ALGORITHM } from './key_ring.ts'

const ISSUER = 'parley'
const AUDIENCE = 'parley-pages'
/** Kinds of tokens that share keys one day must not stand for one another. */
const TYPE = 'at+jwt'
const LENGTH_MAX = 1_024
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export interface AccessClaims {
  readonly accountId: string
  /** The sign-in that the token belongs to: the family of its refresh tokens. */
  readonly sessionId: string
}

type Context = { readonly keys: KeyRing; readonly now: () => number }

/** A JWT (ES256) that says who, and in which sign-in, for 15 minutes. */
export async function issueAccessToken({ keys, now }: Context, { accountId, sessionId }: AccessClaims): Promise<string> {
  const { kid, key } = await keys.signer()
  const seconds = Math.floor(now() / 1000)
  return await new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: ALGORITHM, kid, typ: TYPE })
    .setIssuer(ISSUER).setAudience(AUDIENCE).setSubject(accountId)
    .setIssuedAt(seconds).setExpirationTime(seconds + ACCESS_TOKEN_MS / 1000)
    .sign(key)
}

/** @returns null for anything but a token that we signed for this use and that is still valid; the reason is nobody's business */
export async function readAccessToken({ keys, now }: Context, token: string): Promise<AccessClaims | null> {
  if (token.length > LENGTH_MAX) return null
  try {
    const { payload } = await jwtVerify(token, async ({ kid }) => {
      const key = typeof kid === 'string' ? await keys.verifier(kid) : null
      if (!key) throw new errors.JWKSNoMatchingKey()
      return key
    }, {
      algorithms: [ALGORITHM], issuer: ISSUER, audience: AUDIENCE, typ: TYPE, currentDate: new Date(now()), requiredClaims: ['sub', 'sid', 'exp', 'iat'],
    })
    const { sub, sid } = payload
    return UUID.test(sub ?? '') && typeof sid === 'string' && UUID.test(sid) ? { accountId: sub!, sessionId: sid } : null
  } catch (error) {
    // jose throws TypeError for some malformed keys and headers; what the database throws goes on.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null
    throw error
  }
}
