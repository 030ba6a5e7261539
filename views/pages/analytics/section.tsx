import type { Analytics, AnalyticsTable } from '../../../domain/analytics.ts'
import { toTable } from '../../../domain/analytics_table.ts'
import type { Cell, Column, Table } from '../../../domain/analytics_table.ts'
import type { Language } from '../../../domain/language.ts'
import { dayText, minutesText, numberText, secondsText } from '../../messages/analytics/figures.ts'
import { languageInMenu } from '../../messages/languages.ts'
import type { Messages } from '../../messages/mod.ts'
import { ids } from '../../ids.ts'
import { Bars } from '../../parts/charts/bars.tsx'
import { DayChart } from '../../parts/charts/day_chart.tsx'

/** People and languages in a chart; the table has more. */
const BARS_MAX = 8
/** Rows on the page; the file has all. */
const ROWS_MAX = 200
const NOTHING = '–'
const MINUTE_MS = 60_000

interface SectionProps {
  readonly t: Messages
  readonly table: AnalyticsTable
  readonly of: Analytics
  /** Of the table as a file. */
  readonly href: string
}

/** One subject: a chart, its figures, and the file. Without figures a sentence says so. */
export function Section({ t, table, of, href }: SectionProps) {
  const { title, lead, empty } = t.analytics.tables[table]
  const figures = toTable(of, table)
  const heading = ids.chart(table, 'section')
  const nothing = figures.rows.every((row) => row.every((cell, at) => figures.columns[at]!.kind === 'day' || cell === 0 || cell === null))
  return (
    <section class='chart-section' aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <p class='hint'>{lead}</p>
      {nothing ? <p>{empty}</p> : (
        <>
          <Chart t={t} table={table} of={of} title={title} />
          <details>
            <summary>{t.analytics.numbers}</summary>
            <Figures t={t} title={title} figures={figures} />
          </details>
          <a class='button' href={href} download aria-label={t.analytics.saveOf(title)}>{t.analytics.save}</a>
        </>
      )}
    </section>
  )
}

function Figures({ t, title, figures: { columns, rows } }: { readonly t: Messages; readonly title: string; readonly figures: Table }) {
  return (
    <>
      <div class='table-scroll' role='region' aria-label={`${title}: ${t.analytics.numbers}`} tabindex={0}>
        <table class='table'>
          <thead>
            <tr>{columns.map(({ name }) => <th scope='col'>{t.analytics.columns[name]}</th>)}</tr>
          </thead>
          <tbody>
            {rows.slice(0, ROWS_MAX).map((row) => (
              <tr>{row.map((cell, at) => (at === 0 ? <th scope='row'>{cellText(t, cell, columns[at]!)}</th> : <td>{cellText(t, cell, columns[at]!)}</td>))}</tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > ROWS_MAX && <p class='hint'>{t.analytics.more(ROWS_MAX)}</p>}
    </>
  )
}

function cellText(t: Messages, cell: Cell, { name, kind }: Column) {
  if (cell === null) return NOTHING
  if (typeof cell === 'boolean') return cell ? t.analytics.yes : t.analytics.no
  if (typeof cell === 'number') return kind === 'minutes' ? minutesText(t, cell, { unit: false }) : kind === 'seconds' ? secondsText(t, cell, { unit: false }) : numberText(t, cell)
  if (kind === 'day') return <time datetime={cell}>{dayText(t, cell, 'long')}</time>
  if (kind === 'language') return languageInMenu(t, cell as Language)
  return name === 'name' && cell === '' ? t.analytics.nobody : <bdi>{cell}</bdi>
}

function Chart({ t, table, of, title }: Omit<SectionProps, 'href'> & { readonly title: string }) {
  const { columns } = t.analytics
  const days = of.days.map(({ day }) => day)
  const each = <Value extends number | null>(value: (day: Analytics['days'][number]) => Value) => of.days.map(value)
  const minutes = (ms: number) => minutesText(t, ms * MINUTE_MS)
  const count = (value: number) => numberText(t, value)
  const chart = { t, name: table, title, days }
  switch (table) {
    case 'talk': return <DayChart {...chart} shape='bars' value={minutes} series={[{ name: columns.talk_ms, values: each(({ talkMs }) => talkMs / MINUTE_MS) }]} />
    case 'languages': return <Bars {...chart} value={(ms) => minutesText(t, ms)} bars={of.languages.slice(0, BARS_MAX).map(({ language, talkMs }) => ({ name: languageInMenu(t, language), value: talkMs }))} />
    case 'people': return <Bars {...chart} value={(ms) => minutesText(t, ms)} bars={byPerson(t, of).slice(0, BARS_MAX)} />
    case 'latency': {
      const seconds = (of: 'p50Ms' | 'p95Ms') => each(({ lag }) => (lag === null ? null : lag[of] / 1_000))
      return <DayChart {...chart} shape='lines' value={(s) => secondsText(t, s * 1_000)} series={[{ name: columns.p50_ms, values: seconds('p50Ms') }, { name: columns.p95_ms, values: seconds('p95Ms') }]} />
    }
    case 'quality': return <DayChart {...chart} shape='bars' value={count} series={[{ name: columns.right, values: each(({ right }) => right) }, { name: columns.wrong, values: each(({ wrong }) => wrong) }]} />
    case 'cache': return <DayChart {...chart} shape='bars' value={count} series={[{ name: columns.cached, values: each(({ cached }) => cached) }, { name: t.analytics.fresh, values: each(({ translations, cached }) => translations - cached) }]} />
    case 'voices': return <DayChart {...chart} shape='bars' value={count} series={[{ name: columns.cloned, values: each(({ clones }) => clones) }, { name: columns.quick, values: each(({ quickVoices }) => quickVoices) }, { name: columns.failed, values: each(({ failedVoices }) => failedVoices) }]} />
    case 'documents': return <DayChart {...chart} shape='bars' value={count} series={[
      { name: columns.document_captions, values: each(({ usage }) => usage['document-caption']) }, { name: columns.document_questions, values: each(({ usage }) => usage['document-question']) },
      { name: columns.vocabulary_captions, values: each(({ usage }) => usage['vocabulary-caption']) },
    ]} />
    case 'engines': return <></>
  }
}

/** All languages of a person added up. */
function byPerson(t: Messages, { people }: Analytics): readonly { readonly name: string; readonly value: number }[] {
  const bars: { name: string; value: number }[] = []
  for (const { number, name, talkMs } of people ?? []) {
    bars[number - 1] ??= { name: name === '' ? t.analytics.nobody : name, value: 0 }
    bars[number - 1]!.value += talkMs
  }
  return bars
}
