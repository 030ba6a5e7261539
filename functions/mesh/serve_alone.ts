import { Hono } from 'hono'
import type { Config } from '../../infra/config.ts'
import type { Log } from '../../infra/log.ts'
import type { Prometheus } from '../../infra/metrics/prometheus.ts'
import { notFound, onProblem } from '../problem.ts'
import { requireKey } from './require_key.ts'

/** What both Node's server and `deno serve` take as a module's default export. */
export interface Served {
  fetch(request: Request): Response | Promise<Response>
}

/**
 * The key that a function on its own asks for. It does nothing for strangers, so it does not start without one: throws an
 * Error that says so. For the top of a main.ts, before models are loaded.
 */
export function requiredMeshKey({ MESH_KEY }: Pick<Config, 'MESH_KEY'>): string {
  if (MESH_KEY) return MESH_KEY
  throw new Error('Set MESH_KEY (16 characters or more, the same for every process): a function served on its own answers nobody without it')
}

export interface ServeAloneOptions {
  readonly key: string
  /** What `/metrics` tells whoever has the token, or the key where there is none; left out, nothing. */
  readonly prometheus?: Prometheus
  readonly metricsToken?: string | undefined
  readonly log: Log
}

/** A function's app behind the mesh's key: the default export of its main.ts. */
export function serveAlone(app: Served, { key, prometheus, metricsToken = key, log }: ServeAloneOptions): Served {
  const outer = new Hono()
  if (prometheus) outer.get('/metrics', requireKey(metricsToken), async (context) => context.body(await prometheus.expose(), 200, { 'content-type': prometheus.contentType }))
  outer.use(requireKey(key)).all('*', (context) => app.fetch(context.req.raw))
  outer.onError(onProblem(log))
  outer.notFound(notFound)
  return { fetch: (request) => outer.fetch(request) }
}
