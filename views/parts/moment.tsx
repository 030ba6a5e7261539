import type { Messages } from '../messages/mod.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Day and time in the page's language, in UTC, which it says: what the reader's own time is, only their device knows. */
export function momentText({ locale }: Messages, ms: number, style: 'day' | 'minute' = 'minute'): string {
  const key = `${locale} ${style}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium', timeZone: 'UTC', ...(style === 'minute' ? { timeStyle: 'short' as const } : {}),
  })
  formats.set(key, format)
  return style === 'minute' ? `${format.format(ms)} UTC` : format.format(ms)
}

/** A moment, ms since the epoch. */
export function Moment({ t, ms, style = 'minute' }: { t: Messages; ms: number; style?: 'day' | 'minute' }) {
  return <time datetime={new Date(ms).toISOString()} data-local={style === 'minute' ? '' : undefined}>{momentText(t, ms, style)}</time>
}

/** How long after the start, as in `1:02:03`. */
export function Offset({ ms }: { ms: number }) {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (part: number) => String(part).padStart(2, '0')
  return <time datetime={`PT${seconds}S`}>{hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`}</time>
}
