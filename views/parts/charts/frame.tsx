import type { Child } from 'hono/jsx'
import { ids } from '../../ids.ts'

/** Units of the picture, which grows and shrinks with the page: text stays legible at 360 px. */
export const WIDTH = 360
export const HEIGHT = 190
export const MARGIN = Object.freeze({ top: 8, right: 8, bottom: 22, left: 38 })

export interface Series {
  readonly name: string
  /** One a day; null: there is none. */
  readonly values: readonly (number | null)[]
}

interface FrameProps {
  /** Unique on the page. */
  readonly name: string
  readonly title: string
  /** What it shows, in words. */
  readonly text: string
  readonly height?: number
  /** Shown below, where there are several. */
  readonly series?: readonly string[]
  readonly lines?: boolean
  readonly children?: Child
}

/** A picture with its name and its meaning in words, and the key to its colours; drawn by classes, so that it follows the page's colours. */
export function ChartFrame({ name, title, text, height = HEIGHT, series = [], lines = false, children }: FrameProps) {
  const [titleId, textId] = [ids.chart(name, 'title'), ids.chart(name, 'text')]
  return (
    <figure class='chart'>
      <svg class='chart-picture' viewBox={`0 0 ${WIDTH} ${height}`} role='img' aria-labelledby={`${titleId} ${textId}`}>
        <title id={titleId}>{title}</title>
        <desc id={textId}>{text}</desc>
        {children}
      </svg>
      {series.length > 1 && (
        <figcaption>
          <ul class='chart-key'>
            {series.map((each, at) => (
              <li>
                <svg class='chart-swatch' viewBox='0 0 20 10' aria-hidden='true'>
                  {lines ? <path class={`chart-line chart-line-${at}`} d='M0 5H20' /> : <rect class={`chart-fill-${at}`} width='20' height='10' />}
                </svg>
                {each}
              </li>
            ))}
          </ul>
        </figcaption>
      )}
    </figure>
  )
}
