import type { Messages } from '../mod.ts'

const formats = new Map<string, Intl.DateTimeFormat>()
const numbers = new Map<string, Intl.NumberFormat>()
const MINUTE_MS = 60_000

/** A day without a time: `24 Nov`, or with its year. */
export function dayText({ locale }: Messages, day: string, style: 'short' | 'long'): string {
  const key = `${locale} ${style}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, style === 'short' ? { day: 'numeric', month: 'short', timeZone: 'UTC' } : { dateStyle: 'medium', timeZone: 'UTC' })
  formats.set(key, format)
  return format.format(Date.parse(`${day}T00:00:00Z`))
}

/** A number as the page's language writes it, with so many digits behind the point, and its unit. */
export function numberText({ locale }: Messages, value: number, digits = 0, unit?: 'minute' | 'second'): string {
  const key = `${locale} ${digits} ${unit}`
  const format = numbers.get(key) ?? new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits, maximumFractionDigits: digits, ...(unit ? { style: 'unit' as const, unit, unitDisplay: 'short' as const } : {}),
  })
  numbers.set(key, format)
  return format.format(value)
}

export function percentText({ locale }: Messages, share: number): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share)
}

/** Ms of talk, in minutes. */
export function minutesText(t: Messages, ms: number, { unit = true }: { readonly unit?: boolean } = {}): string {
  return numberText(t, ms / MINUTE_MS, 1, unit ? 'minute' : undefined)
}

/** Ms of waiting, in seconds. */
export function secondsText(t: Messages, ms: number, { unit = true }: { readonly unit?: boolean } = {}): string {
  return numberText(t, ms / 1_000, 2, unit ? 'second' : undefined)
}
