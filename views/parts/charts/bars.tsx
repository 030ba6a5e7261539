import { scaleLinear } from 'd3-scale'
import type { Messages } from '../../messages/mod.ts'
import { ChartFrame, WIDTH } from './frame.tsx'

const ROW = 34
const BAR = 12
/** Longer names are in the table. */
const NAME_MAX = 40

export interface BarsProps {
  readonly t: Messages
  readonly name: string
  readonly title: string
  /** The longest first. */
  readonly bars: readonly { readonly name: string; readonly value: number }[]
  /** A value with its unit. */
  readonly value: (value: number) => string
}

/** Figures with names, one below the other. */
export function Bars({ t, name, title, bars, value }: BarsProps) {
  const x = scaleLinear().domain([0, Math.max(...bars.map((bar) => bar.value)) || 1]).range([0, WIDTH])
  return (
    <ChartFrame name={name} title={title} text={bars.map((bar) => `${bar.name}: ${value(bar.value)}.`).join(' ')} height={bars.length * ROW}>
      {bars.map((bar, at) => (
        <>
          <text x='0' y={at * ROW + 13}>{bar.name.length > NAME_MAX ? `${[...bar.name].slice(0, NAME_MAX - 1).join('')}…` : bar.name}</text>
          <text x={WIDTH} y={at * ROW + 13} text-anchor='end'>{value(bar.value)}</text>
          <rect class='chart-fill-0' x='0' y={at * ROW + 18} width={Math.max(1, Math.round(x(bar.value) * 10) / 10)} height={BAR} />
        </>
      ))}
    </ChartFrame>
  )
}
