import { createRoute, z } from '@hono/zod-openapi'
import { ANALYTICS_TABLES, rangeSchema, timeZoneSchema } from '../../domain/analytics.ts'
import { toCsv, toTable } from '../../domain/analytics_table.ts'
import { readAnalytics } from '../../functions/analytics/read_analytics.ts'
import type { Db } from '../../infra/db/db.ts'
import { json, needs, refusals } from './route.ts'
import type { ApiRoutes } from './route.ts'
import { analytics, toApiAnalytics } from './schemas.ts'

const tags = ['Analytics']
const path = '/api/v1/analytics'
const query = z.object({
  days: z.preprocess((days) => days ?? 30, rangeSchema).openapi({ type: 'integer', enum: [7, 30, 90], description: 'The last days, today included.' }),
  timeZone: z.preprocess((zone) => zone ?? 'UTC', timeZoneSchema).openapi({ type: 'string', description: 'IANA name of the zone whose days are meant.', example: 'Europe/Lisbon' }),
})

const read = createRoute({
  method: 'get', path, tags, summary: 'Figures of the meetings in your rooms and those of your teams', operationId: 'readAnalytics', ...needs('analytics:read'),
  request: { query }, responses: { 200: json(analytics, 'Figures by day, language, person and engine'), ...refusals() },
})
const save = createRoute({
  method: 'get', path: `${path}/{table}`, tags, summary: 'One table of them as CSV', operationId: 'exportAnalytics', ...needs('analytics:read'),
  request: { params: z.object({ table: z.enum(ANALYTICS_TABLES).openapi({ param: { name: 'table', in: 'path' } }) }), query },
  responses: { 200: { description: 'The table, with the names of its columns; times in ms', content: { 'text/csv': { schema: z.string() } } }, ...refusals() },
})

/** `/api/v1/analytics` and below. */
export function addAnalytics(app: ApiRoutes, deps: { readonly db: Db; readonly now: () => number }): void {
  app.openapi(read, async (c) => {
    const { accountId } = c.get('holder').viewer
    return c.json(toApiAnalytics(await readAnalytics(deps, { whose: { accountId }, ...c.req.valid('query') })), 200)
  })
  app.openapi(save, async (c) => {
    const { accountId } = c.get('holder').viewer
    const { table } = c.req.valid('param')
    const csv = toCsv(toTable(await readAnalytics(deps, { whose: { accountId }, ...c.req.valid('query') }), table))
    // A file of its own kind: the types of JSON answers do not fit it.
    return c.body(csv, 200, { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${table}.csv"` }) as never
  })
}
