import { Hono } from 'hono'
import type { Config } from '../../infra/config.ts'
import type { Log } from '../../infra/log.ts'
import { notFound, onProblem } from '../problem.ts'
import { requireKey } from './require_key.ts'

/** What both Node's server and `deno serve` take as a module's default export. */
export interface Served {
  fetch(request: Request): Response | Promise<Response>
}

/**
 * A function's app behind the mesh's key, for main.ts files. A function that listens does nothing for strangers, so there
 * is no way to start one without a key: throws an Error that says so.
 */
export function serveAlone(app: Served, { config, log }: { config: Pick<Config, 'MESH_KEY'>; log: Log }): Served {
  if (!config.MESH_KEY) throw new Error('Set MESH_KEY (16 characters or more, the same for every process): a function served on its own answers nobody without it')
  const outer = new Hono().use(requireKey(config.MESH_KEY)).all('*', (context) => app.fetch(context.req.raw))
  outer.onError(onProblem(log))
  outer.notFound(notFound)
  return { fetch: (request) => outer.fetch(request) }
}
