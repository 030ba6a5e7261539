import { Hono } from 'hono'
import type { Context } from 'hono'
import { DomainError } from '../../domain/errors.ts'
import { bearerCheck } from '../../functions/mesh/require_key.ts'
import type { Prometheus } from '../../infra/metrics/prometheus.ts'
import { createClientAddress } from './client_address.ts'

/** What a proxy adds on the way. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via', 'cf-connecting-ip']
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1)$/
/** As somebody on this machine writes it: another name may be a stranger's page whose name was pointed here. */
const LOCAL_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i

export interface MetricsAppOptions {
  readonly prometheus: Pick<Prometheus, 'contentType' | 'expose'>
  /** METRICS_TOKEN: whoever has it may read, from anywhere, and nobody else. */
  readonly token: string | undefined
  /** Whether a proxy stands in front, so that everybody comes from this machine or one beside it. */
  readonly proxied: boolean
}

/** `GET /metrics` for whoever has the token; without a token for this machine alone, and for nobody behind a proxy. */
export function createMetricsApp({ prometheus, token, proxied }: MetricsAppOptions) {
  const hasToken = token === undefined ? null : bearerCheck(token)
  const mayRead = (c: Context) => (hasToken ? hasToken(c.req.header('authorization')) : !proxied && isLocal(c))
  return new Hono().get('/metrics', async (c) => {
    if (!mayRead(c)) {
      throw new DomainError('unauthorised', 'Cannot read the metrics: send METRICS_TOKEN as a bearer token')
    }
    return c.body(await prometheus.expose(), 200, { 'content-type': prometheus.contentType, 'cache-control': 'no-store' })
  })
}

const socketAddress = createClientAddress({ proxies: 0 })

function isLocal(c: Context): boolean {
  return LOOPBACK.test(socketAddress(c)) && LOCAL_HOST.test(c.req.header('host') ?? '') && !FORWARDED.some((name) => c.req.header(name) !== undefined)
}
