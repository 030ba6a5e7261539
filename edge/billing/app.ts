import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { DomainError } from '../../domain/errors.ts'
import { billingEventSchema } from '../../functions/accounts/billing/event.ts'
import { isSigned } from '../../functions/accounts/billing/signature.ts'
import { takeBillingEvent } from '../../functions/accounts/billing/take_event.ts'
import type { AccountsDeps } from '../../functions/accounts/change_tier.ts'

export const BILLING_PATH = '/billing/webhook'
const BODY_MAX_BYTES = 64 * 1024

export interface BillingDeps extends AccountsDeps {
  /** BILLING_WEBHOOK_SECRET. */
  readonly secret: string
}

/** `POST /billing/webhook`: takes signed events of a billing provider, each once; docs/billing.md describes them. */
export function createBillingApp({ secret, ...deps }: BillingDeps) {
  return new Hono()
    .use(BILLING_PATH, bodyLimit({ maxSize: BODY_MAX_BYTES, onError: () => { throw new DomainError('too-large', `The event is larger than ${BODY_MAX_BYTES} bytes`) } }))
    .post(BILLING_PATH, async (c) => {
      const body = await c.req.text()
      // Before anything is read from it: what is not signed is nobody's.
      if (!isSigned({ body, header: c.req.header('parley-signature') ?? '', secret, nowMs: deps.now() })) {
        throw new DomainError('unauthorised', 'Cannot take the event: its signature is missing, wrong or older than five minutes')
      }
      return c.json({ ...(await takeBillingEvent(deps, parse(body))) }, 200)
    })
}

function parse(body: string) {
  const parsed = billingEventSchema.safeParse(toJson(body))
  if (parsed.success) return parsed.data
  const findings = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'body'}: ${message}`)
  throw new DomainError('invalid-values', `Cannot take the event: ${findings.join('; ')}`)
}

function toJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    throw new DomainError('invalid-input', 'Cannot take the event: it is not JSON', { cause: error })
  }
}
