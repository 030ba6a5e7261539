import type { Analytics, AnalyticsTable, RangeDays } from '../../../domain/analytics.ts'
import { isTimeZone, RANGES } from '../../../domain/analytics.ts'
import type { Tier } from '../../../domain/tier.ts'
import type { AssetUrl } from '../../assets.ts'
import { ids } from '../../ids.ts'
import { minutesText, numberText, percentText, secondsText } from '../../messages/analytics/figures.ts'
import type { Messages } from '../../messages/mod.ts'
import { routes } from '../../routes.ts'
import { Sheet } from '../account/sheet.tsx'
import { Costs } from './costs.tsx'
import type { CostsProps } from './costs.tsx'
import { Section } from './section.tsx'

const SECTIONS = ['talk', 'languages', 'people', 'latency', 'quality', 'engines', 'cache', 'voices', 'documents'] as const satisfies readonly AnalyticsTable[]

export interface AnalyticsPageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  readonly days: RangeDays
  /** Whether someone chose the time zone; otherwise a script offers that of the device. */
  readonly zoneChosen: boolean
  readonly of: Analytics
  /** Of the whole server, with what its work cost. */
  readonly everyone?: Pick<CostsProps, 'costs' | 'price'> | null
}

/** `/account/analytics` and `/admin/analytics`: charts with the same figures in tables and files. */
export function AnalyticsPage({ t, assetUrl, days, zoneChosen, of, everyone = null }: AnalyticsPageProps) {
  const page = everyone ? routes.adminAnalytics : routes.analytics
  const file = everyone ? routes.adminAnalyticsFile : routes.analyticsFile
  const title = everyone ? t.analytics.manageEveryone : t.analytics.title
  const query = { days: String(days), zone: of.timeZone }
  const empty = of.days.every(({ meetings, captions }) => meetings + captions === 0)
  const sections = empty ? [] : SECTIONS.filter((table) => table !== 'people' || of.people !== null)
  return (
    <Sheet t={t} assetUrl={assetUrl} title={title} wide scripts={['local_time.js']}>
      <p class='lead'>{everyone ? t.analytics.leadEveryone : t.analytics.lead}</p>
      <form method='get' action={page.to()} class='analytics-range'>
        <div class='field'>
          <label for={ids.field('days')}>{t.analytics.range}</label>
          <select id={ids.field('days')} name='days'>
            {RANGES.map((each) => <option value={each} selected={each === days}>{t.analytics.days(each)}</option>)}
          </select>
        </div>
        <div class='field'>
          <label for={ids.field('zone')}>{t.analytics.zone}</label>
          <select id={ids.field('zone')} name='zone' data-own-zone={zoneChosen ? undefined : ''}>
            {zones(of.timeZone).map((zone) => <option value={zone} selected={zone === of.timeZone}>{zone.replaceAll('_', ' ')}</option>)}
          </select>
        </div>
        <button class='button button-primary' type='submit'>{t.analytics.show}</button>
      </form>
      {empty ? <p class='note'>{t.analytics.empty}</p> : <Facts t={t} of={of} />}
      <div class='charts'>
        {sections.map((table) => <Section t={t} table={table} of={of} href={file.to(table, query)} />)}
      </div>
      {everyone && <Costs t={t} {...everyone} />}
      <p class='hint'>{t.analytics.erased}</p>
    </Sheet>
  )
}

/** For accounts whose plan has none. */
export function NoAnalyticsPage({ t, assetUrl, tier }: Pick<AnalyticsPageProps, 't' | 'assetUrl'> & { readonly tier: Tier }) {
  return (
    <Sheet t={t} assetUrl={assetUrl} title={t.analytics.title} wide>
      <p class='lead'>{t.analytics.lead}</p>
      <p class='note'>{t.analytics.notInTier(t.account.tiers[tier])}</p>
    </Sheet>
  )
}

/** All days together. */
function Facts({ t, of: { days, lag } }: Pick<AnalyticsPageProps, 't' | 'of'>) {
  const sum = (value: (day: Analytics['days'][number]) => number) => days.reduce((total, day) => total + value(day), 0)
  const share = (part: number, whole: number) => (whole === 0 ? null : percentText(t, part / whole))
  const right = sum((day) => day.right)
  const facts: Record<keyof Messages['analytics']['facts'], string | null> = {
    meetings: numberText(t, sum((day) => day.meetings)), captions: numberText(t, sum((day) => day.captions)), talk: minutesText(t, sum((day) => day.talkMs)),
    median: lag && secondsText(t, lag.p50Ms), slow: lag && secondsText(t, lag.p95Ms),
    right: share(right, right + sum((day) => day.wrong)), cached: share(sum((day) => day.cached), sum((day) => day.translations)),
  }
  return (
    <dl class='analytics-facts'>
      {(Object.keys(facts) as (keyof typeof facts)[]).flatMap((key) => (facts[key] === null ? [] : [(
        <div>
          <dt>{t.analytics.facts[key]}</dt>
          <dd>{facts[key]}</dd>
        </div>
      )]))}
    </dl>
  )
}

let known: readonly string[] | null = null

/** Names of time zones, the chosen one among them: aliases are not in the list. */
function zones(chosen: string): readonly string[] {
  known ??= [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].filter(isTimeZone)
  return known.includes(chosen) ? known : [chosen, ...known]
}
