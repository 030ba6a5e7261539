import { formatDuration } from '../setup/progress.mjs'

/** Such as `82.9 MB`, or `1.2 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`
  return bytes >= 1e7 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e6).toFixed(1)} MB`
}

export interface Transfer {
  readonly title: string
  readonly doneBytes: number
  readonly totalBytes: number | null
  /** Of this run: what it brought, and in which time. */
  readonly broughtBytes: number
  readonly elapsedMs: number
}

/** Such as `whisper-small 42 % (106 of 252 MB), 8.1 MB/s, 18 s left`. */
export function formatTransfer({ title, doneBytes, totalBytes, broughtBytes, elapsedMs }: Transfer): string {
  const rate = elapsedMs > 0 ? (broughtBytes * 1_000) / elapsedMs : 0
  const speed = rate > 0 ? `, ${(rate / 1e6).toFixed(1)} MB/s` : ''
  if (totalBytes === null || totalBytes === 0) return `${title} ${formatBytes(doneBytes)}${speed}`
  const rest = totalBytes - doneBytes
  const left = rate > 0 && rest > 0 ? `, ${formatDuration((rest * 1_000) / rate)} left` : ''
  return `${title} ${Math.floor((doneBytes / totalBytes) * 100)} % (${formatBytes(doneBytes)} of ${formatBytes(totalBytes)})${speed}${left}`
}

/** A bar of the share that is done, such as `[######··········]`. */
export function formatBar(share: number, width = 24): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width)
  return `[${'#'.repeat(full)}${'·'.repeat(width - full)}]`
}
