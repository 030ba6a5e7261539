import type { StageCost } from '../../../domain/analytics.ts'
import { ids } from '../../ids.ts'
import { numberText } from '../../messages/analytics/figures.ts'
import type { Messages } from '../../messages/mod.ts'

const HOUR_MS = 3_600_000

export interface CostsProps {
  readonly t: Messages
  readonly costs: readonly StageCost[]
  /** What an hour of one processor costs; null: nobody said. */
  readonly price: { readonly perCpuHour: number; readonly currency: string } | null
}

/** What each stage of the work took of the processors, all together and for one request. */
export function Costs({ t, costs, price }: CostsProps) {
  const words = t.analytics.costs
  const money = price && new Intl.NumberFormat(t.locale, { style: 'currency', currency: price.currency, minimumFractionDigits: 2, maximumFractionDigits: 4 })
  const priceOf = (cpuMs: number) => money!.format((cpuMs / HOUR_MS) * price!.perCpuHour)
  const heading = ids.chart('costs', 'section')
  return (
    <section class='chart-section' aria-labelledby={heading}>
      <h2 id={heading}>{words.title}</h2>
      <p class='hint'>{words.lead}</p>
      {costs.length === 0 ? <p>{words.empty}</p> : (
        <div class='table-scroll' role='region' aria-label={`${words.title}: ${t.analytics.numbers}`} tabindex={0}>
          <table class='table'>
            <thead>
              <tr>
                {[words.stage, words.requests, words.cpu, words.perRequest, ...(price ? [words.price, words.pricePer1000] : [])].map((name) => <th scope='col'>{name}</th>)}
              </tr>
            </thead>
            <tbody>
              {costs.map(({ stage, requests, cpuMs }) => (
                <tr>
                  <th scope='row'>{words.stages[stage]}</th>
                  <td>{numberText(t, requests)}</td>
                  <td>{numberText(t, cpuMs / 1_000, 1)}</td>
                  <td>{requests === 0 ? '–' : numberText(t, cpuMs / 1_000 / requests, 4)}</td>
                  {price && <td>{priceOf(cpuMs)}</td>}
                  {price && <td>{requests === 0 ? '–' : priceOf((cpuMs / requests) * 1_000)}</td>}
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope='row'>{words.total}</th>
                <td />
                <td>{numberText(t, costs.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / 1_000, 1)}</td>
                <td />
                {price && <td>{priceOf(costs.reduce((sum, { cpuMs }) => sum + cpuMs, 0))}</td>}
                {price && <td />}
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </section>
  )
}
