import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT } from 'jose'
import type { CryptoKey, JWK } from 'jose'
import { openTestEdge } from '../pages/account/testing.ts'

const REQUESTS = 10_000
const ACCOUNT = { name: 'Ada', email: 'ada@example.org', password: 'difference engine' }

let edge: Awaited<ReturnType<typeof openTestEdge>>
before(async () => {
  edge = await openTestEdge()
})
after(() => edge.close())

interface Cookies {
  readonly 'parley-access'?: string
  readonly 'parley-refresh'?: string
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const decode = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>

/** A session of a real account, one that was ended, and ways to make tokens that only look like theirs. */
async function prepare() {
  const { auth } = edge.identity
  const registered = await auth.register({ ...ACCOUNT, locale: null })
  assert.ok(registered.ok)
  const token = edge.mailedPath().split('/').at(-1)!
  assert.ok((await auth.verifyEmail({ token, registered: registered.accountId, password: null })).ok)
  const expired = (await auth.signIn(ACCOUNT))!
  edge.clock.advance(16 * 60_000)
  const ended = (await auth.signIn(ACCOUNT))!
  await auth.signOut(ended.sessionId)
  const genuine = (await auth.signIn(ACCOUNT))!
  const [foreign, { keys }] = [await generateKeyPair('ES256'), await auth.jwks()]
  return { genuine, expired, ended, foreign, publicJwk: keys[0]! as JWK }
}

type Prepared = Awaited<ReturnType<typeof prepare>>

/** Each makes one set of cookies that must not open anything; `n` varies it. */
async function attacks({ genuine, expired, ended, foreign, publicJwk }: Prepared): Promise<((n: number) => Promise<Cookies> | Cookies)[]> {
  const [header, claims, signature] = genuine.accessToken.split('.') as [string, string, string]
  const [headerOf, claimsOf] = [decode(header), decode(claims)]
  const pem = await exportSPKI(await importJWK(publicJwk, 'ES256') as CryptoKey)
  const access = (token: string): Cookies => ({ 'parley-access': token })
  const tampered = (change: object) => access(`${header}.${part({ ...claimsOf, ...change })}.${signature}`)
  const signed = async (change: object, head: object = {}) =>
    access(await new SignJWT({ ...claimsOf, ...change }).setProtectedHeader({ ...headerOf, alg: 'ES256', ...head }).sign(foreign.privateKey))
  return [
    // Wrong.
    () => access(randomBytes(120).toString('base64url')),
    (n) => access(['', '.', '..', 'null', '[object Object]', `${header}.${claims}`, `${header}.${claims}.`, '%00', 'a.b.c', 'x'.repeat(4_000)][n % 10]!),
    () => access(`${header}.${claims}.${randomBytes(64).toString('base64url')}`),
    () => access(`${header}.${claims}.${Buffer.alloc(64).toString('base64url')}`),
    // Expired and ended.
    () => access(expired.accessToken),
    () => access(ended.accessToken),
    () => ({ 'parley-access': ended.accessToken, 'parley-refresh': ended.refreshToken! }),
    // Foreign: signed with a key that is not ours, under our kid, its own kid, none, and with the key inside.
    (n) => signed({ jti: String(n) }),
    () => signed({}, { kid: crypto.randomUUID() }),
    () => signed({}, { kid: undefined }),
    async () => signed({}, { jwk: await exportJWK(foreign.publicKey), jku: 'https://example.org/jwks.json' }),
    (n) => signed({ exp: Math.floor(edge.clock.now() / 1000) + 100_000 + n }),
    // Tampered: no algorithm, a public key used as a shared secret, changed claims, changed header, one changed bit.
    () => access(`${part({ ...headerOf, alg: 'none' })}.${claims}.`),
    () => access(`${part({ ...headerOf, alg: 'None' })}.${claims}.${signature}`),
    (n) => hmacWith(n % 2 === 0 ? pem : JSON.stringify(publicJwk)),
    () => tampered({ sub: crypto.randomUUID() }),
    (n) => tampered({ exp: Number(claimsOf.exp) + 1 + n }),
    () => tampered({ sid: crypto.randomUUID() }),
    () => tampered({ aud: 'parley-admin', isAdmin: true }),
    () => access(`${part({ ...headerOf, kid: crypto.randomUUID() })}.${claims}.${signature}`),
    (n) => access(`${part({ ...headerOf, kid: ['../../etc/passwd', "' OR '1'='1", '', '__proto__', 0, null, {}, 'x'.repeat(36)][n % 8] })}.${claims}.${signature}`),
    (n) => access(`${header}.${claims}.${flip(signature, n)}`),
    () => access(`${part({ ...headerOf, crit: ['b64'], b64: false })}.${claims}.${signature}`),
    // Refresh tokens: made up, ended, one for the other.
    () => ({ 'parley-refresh': randomBytes(32).toString('base64url') }),
    () => ({ 'parley-refresh': ended.refreshToken! }),
    (n) => ({ 'parley-refresh': flip(genuine.refreshToken!, n) }),
    () => ({ 'parley-refresh': genuine.accessToken, 'parley-access': genuine.refreshToken! }),
  ]

  function hmacWith(secret: string): Cookies {
    const body = `${part({ ...headerOf, alg: 'HS256' })}.${claims}`
    return access(`${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`)
  }
}

/** The same bytes but for one bit. */
function flip(token: string, n: number): string {
  const bytes = Buffer.from(token, 'base64url')
  bytes[n % bytes.length]! ^= 1 << (n % 8)
  return bytes.toString('base64url')
}

test(`${REQUESTS} requests with wrong, expired, foreign and tampered tokens: none gets in, and the log names none of them`, async () => {
  const prepared = await prepare()
  const kinds = await attacks(prepared)
  const sent = new Set<string>()
  const ask = async (cookies: Cookies, n: number) => {
    const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`).join('; ')
    for (const value of Object.values(cookies)) if (value.length >= 20) sent.add(value)
    const posts = n % 5 === 0
    return await edge.app.request(`http://parley.test/account`, {
      method: posts ? 'POST' : 'GET',
      // Another network each time: the limit on requests must not be what keeps them out.
      headers: { host: 'parley.test', cookie, origin: 'http://parley.test', accept: n % 2 ? 'text/html' : 'application/json', 'x-forwarded-for': `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` },
      ...(posts ? { body: new URLSearchParams({ name: 'Eve', locale: '' }) } : {}),
    })
  }
  for (let n = 0; n < REQUESTS; n++) {
    const kind = n % kinds.length
    const response = await ask(await kinds[kind]!(Math.floor(n / kinds.length)), n)
    const refused = response.status === 401 || (response.status === 303 && response.headers.get('location')!.startsWith('/sign-in'))
    assert.ok(refused, `attack ${kind} was answered with ${response.status}`)
    assert.ok(!response.headers.getSetCookie().some((line) => /^parley-(access|refresh)=[^;]/.test(line)), `attack ${kind} got a cookie`)
  }
  const log = edge.logLines.join('\n')
  for (const token of sent) {
    assert.ok(!log.includes(token), 'the log names a token')
    const signature = token.split('.').at(-1)!
    assert.ok(signature.length < 20 || !log.includes(signature), 'the log names a token’s signature')
  }
  const { genuine } = prepared
  const still = await ask({ 'parley-access': genuine.accessToken }, 1)
  assert.equal(still.status, 200, 'the real one works all the time')
  assert.match(await still.text(), /value="Ada"/)
})
