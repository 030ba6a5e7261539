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
 * The key that a function on its own asks for. It does nothing for strangers, so it does not start without one: throws an
 * Error that says so. For the top of a main.ts, before models are loaded.
 */
export function requiredMeshKey({ MESH_KEY }: Pick<Config, 'MESH_KEY'>): string {
  if (MESH_KEY) return MESH_KEY
  throw new Error('Set MESH_KEY (16 characters or more, the same for every process): a function served on its own answers nobody without it')
}

/** A function's app behind the mesh's key: the default export of its main.ts. */
export function serveAlone(app: Served, { key, log }: { key: string; log: Log }): Served {
  const outer = new Hono().use(requireKey(key)).all('*', (context) => app.fetch(context.req.raw))
  outer.onError(onProblem(log))
  outer.notFound(notFound)
  return { fetch: (request) => outer.fetch(request) }
}
