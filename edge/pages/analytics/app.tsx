import { Hono } from 'hono'
import type { Context } from 'hono'
import { compress } from 'hono/compress'
import { analyticsTableSchema } from '../../../domain/analytics.ts'
import type { AnalyticsTable } from '../../../domain/analytics.ts'
import { toCsv, toTable } from '../../../domain/analytics_table.ts'
import { DomainError } from '../../../domain/errors.ts'
import { TIERS } from '../../../domain/tier.ts'
import { requireProFeatures } from '../../../functions/accounts/pro_features.ts'
import { readAnalytics } from '../../../functions/analytics/read_analytics.ts'
import type { Whose } from '../../../functions/analytics/scope.ts'
import { readStageCosts } from '../../../functions/analytics/stage_costs.ts'
import type { Db } from '../../../infra/db/db.ts'
import { routes } from '../../../views/mod.ts'
import { AnalyticsPage, NoAnalyticsPage } from '../../../views/pages/analytics/mod.ts'
import type { PageTools } from '../../open_administration.tsx'
import { readShown, rememberZone } from './query.ts'

export interface AnalyticsPagesDeps extends Pick<PageTools, 'accounts' | 'messages' | 'assetUrl'> {
  readonly db: Db
  readonly now: () => number
  readonly secure: boolean
  /** What an hour of one processor costs; null: nobody said. */
  readonly price: { readonly perCpuHour: number; readonly currency: string } | null
}

/** Spreadsheets read a file without it in a code page of their own. */
const MARK = '\ufeff'

/** `/account/analytics` for plans that have it, `/admin/analytics` for administrators, and their tables as files. Works without a script. */
export function createAnalyticsPagesApp({ db, now, secure, price, accounts, messages, assetUrl }: AnalyticsPagesDeps) {
  const read = async (c: Context, whose: Whose) => {
    const { days, timeZone, zoneChosen } = readShown(c)
    if (c.req.query('zone') !== undefined) rememberZone(c, timeZone, { secure })
    return { days, zoneChosen, of: await readAnalytics({ db, now }, { whose, days, timeZone }) }
  }
  const file = async (c: Context, table: AnalyticsTable, whose: Whose) => {
    const { days, of } = await read(c, whose)
    c.header('content-type', 'text/csv; charset=utf-8')
    c.header('content-disposition', `attachment; filename="parley-${table}-${days}-days.csv"`)
    return c.body(`${MARK}${toCsv(toTable(of, table))}`)
  }
  const requireAdmin = async (c: Context) => {
    if (!(await accounts.viewer(c))?.isAdmin) throw new DomainError('not-found', `There is nothing at ${c.req.method} ${c.req.path}`)
  }

  const app = new Hono()
  for (const { path } of [routes.analytics, routes.analyticsFile, routes.adminAnalytics, routes.adminAnalyticsFile]) app.use(path, compress())
  return app
    .get(routes.analytics.path, async (c) => {
      const { accountId, tier } = await accounts.require(c)
      const t = await messages(c)
      if (!TIERS[tier].proFeatures) return c.html(<NoAnalyticsPage t={t} assetUrl={assetUrl} tier={tier} />)
      return c.html(<AnalyticsPage t={t} assetUrl={assetUrl} {...(await read(c, { accountId }))} />)
    })
    .get(routes.analyticsFile.path, async (c) => {
      const { accountId, tier } = await accounts.require(c)
      requireProFeatures(tier, 'show analytics')
      return file(c, requireTable(c), { accountId })
    })
    .get(routes.adminAnalytics.path, async (c) => {
      await requireAdmin(c)
      const shown = await read(c, 'everyone')
      const costs = await readStageCosts(db, { sinceMs: now() - shown.days * 24 * 60 * 60_000 })
      return c.html(<AnalyticsPage t={await messages(c)} assetUrl={assetUrl} {...shown} everyone={{ costs, price }} />)
    })
    .get(routes.adminAnalyticsFile.path, async (c) => {
      await requireAdmin(c)
      const table = requireTable(c)
      if (table === 'people') throw new DomainError('not-found', 'Cannot save this table: the whole server has sums only')
      return file(c, table, 'everyone')
    })
}

function requireTable(c: Context): AnalyticsTable {
  const table = analyticsTableSchema.safeParse(c.req.param('file')?.replace(/\.csv$/, ''))
  if (!table.success) throw new DomainError('not-found', 'Cannot save this table: there is none of this name')
  return table.data
}
