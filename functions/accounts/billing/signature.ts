import { createHmac, timingSafeEqual } from 'node:crypto'

/** How far the sender's clock and ours may be apart, and how long a copied request could be sent again, ms. */
export const TOLERANCE_MS = 5 * 60_000
const SIGNATURES_MAX = 10
const HEX_SHA256 = /^[0-9a-f]{64}$/

export interface SignedBody {
  /** The body as it came, to the byte. */
  readonly body: string
  /** `t=SECONDS,v1=HEX[,v1=HEX…]`: several while the provider changes its secret. */
  readonly header: string
  readonly secret: string
  /** Milliseconds since the epoch. */
  readonly nowMs: number
}

/** Whether a body comes from who has the secret, and was signed within five minutes: HMAC-SHA-256 over `t.body`, compared in constant time. */
export function isSigned({ body, header, secret, nowMs }: SignedBody): boolean {
  const parts = header.split(',').slice(0, SIGNATURES_MAX + 1).map((part) => part.trim().split('=', 2) as [string, string?])
  const times = parts.filter(([name]) => name === 't').map(([, value]) => value ?? '')
  const [time] = times
  if (times.length !== 1 || !/^\d{1,12}$/.test(time!) || Math.abs(nowMs - Number(time) * 1_000) > TOLERANCE_MS) return false
  const expected = createHmac('sha256', secret).update(`${time}.${body}`).digest()
  const given = parts.filter(([name, value]) => name === 'v1' && HEX_SHA256.test(value ?? '')).map(([, value]) => Buffer.from(value!, 'hex'))
  // All of them, so that the time does not tell which one came close.
  return given.map((signature) => timingSafeEqual(signature, expected)).includes(true)
}

/** The header for a body, as the provider writes it. */
export function signBody({ body, secret, nowMs }: Omit<SignedBody, 'header'>): string {
  const time = Math.floor(nowMs / 1_000)
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`
}
