import { scaleBand, scaleLinear } from 'd3-scale'
import { line, stack } from 'd3-shape'
import { dayText } from '../../messages/analytics/figures.ts'
import type { Messages } from '../../messages/mod.ts'
import { ChartFrame, HEIGHT, MARGIN, WIDTH } from './frame.tsx'
import type { Series } from './frame.tsx'

/** Days whose names fit below. */
const LABELS = 4
const POINT = 1.8

export interface DayChartProps {
  readonly t: Messages
  readonly name: string
  readonly title: string
  /** `2026-11-24`, the oldest first. */
  readonly days: readonly string[]
  /** At most three. */
  readonly series: readonly Series[]
  /** Bars stand on one another; lines do not. */
  readonly shape: 'bars' | 'lines'
  /** A value with its unit, for words. */
  readonly value: (value: number) => string
}

/** Figures of each day as bars or lines. */
export function DayChart({ t, name, title, days, series, shape, value }: DayChartProps) {
  const top = shape === 'bars' ? days.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0)) : series.flatMap(({ values }) => values.map((each) => each ?? 0))
  const x = scaleBand<string>().domain(days).range([MARGIN.left, WIDTH - MARGIN.right]).paddingInner(0.15)
  const y = scaleLinear().domain([0, Math.max(...top) || 1]).nice(4).range([HEIGHT - MARGIN.bottom, MARGIN.top])
  const middle = (day: string) => round(x(day)! + x.bandwidth() / 2)
  const every = Math.ceil(days.length / LABELS)
  const number = new Intl.NumberFormat(t.locale, { maximumFractionDigits: 2 })
  return (
    <ChartFrame name={name} title={title} text={inWords({ t, days, series, value })} series={series.map((each) => each.name)} lines={shape === 'lines'}>
      {y.ticks(4).map((tick) => (
        <>
          <path class='chart-grid' d={`M${MARGIN.left} ${round(y(tick))}H${WIDTH - MARGIN.right}`} />
          <text x={MARGIN.left - 5} y={round(y(tick)) + 4} text-anchor='end'>{number.format(tick)}</text>
        </>
      ))}
      {days.map((day, at) => (days.length - 1 - at) % every === 0 && (
        <text x={at === days.length - 1 ? WIDTH : middle(day)} y={HEIGHT - 6} text-anchor={at === days.length - 1 ? 'end' : 'middle'}>{dayText(t, day, 'short')}</text>
      ))}
      {shape === 'bars' ? bars() : lines()}
    </ChartFrame>
  )

  function bars() {
    const stacked = stack<number, number>().keys(series.keys()).value((at, key) => series[key]!.values[at] ?? 0)(days.keys())
    return stacked.map((each) => each.flatMap(([from, to], at) => (to > from
      ? [<rect class={`chart-bar chart-fill-${each.key}`} x={round(x(days[at]!)!)} y={round(y(to))} width={round(x.bandwidth())} height={round(y(from) - y(to))} />]
      : [])))
  }
  function lines() {
    return series.map(({ values }, key) => {
      const path = line<number | null>().defined((each) => each !== null).x((_, at) => middle(days[at]!)).y((each) => round(y(each!)))([...values])
      return (
        <>
          <path class={`chart-line chart-line-${key}`} d={path ?? ''} />
          {values.map((each, at) => each !== null && <circle class={`chart-fill-${key}`} cx={middle(days[at]!)} cy={round(y(each))} r={POINT} />)}
        </>
      )
    })
  }
}

function inWords({ t, days, series, value }: Pick<DayChartProps, 't' | 'days' | 'series' | 'value'>): string {
  const most = series.flatMap(({ name, values }) => {
    const at = values.reduce<number>((best, each, index) => ((each ?? 0) > (values[best] ?? 0) ? index : best), 0)
    return (values[at] ?? 0) > 0 ? [t.analytics.most(name, value(values[at]!), dayText(t, days[at]!, 'long'))] : []
  })
  return [t.analytics.byDay(dayText(t, days[0]!, 'long'), dayText(t, days.at(-1)!, 'long')), ...most].join(' ')
}

/** Tenths of a unit are smaller than a pixel. */
function round(value: number): number {
  return Math.round(value * 10) / 10
}
