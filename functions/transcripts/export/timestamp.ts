/** `HH:MM:SS` and the fraction of a second after `separator`; hours have as many digits as they need, two at least. */
export function timestamp(ms: number, separator: '.' | ','): string {
  const whole = Math.round(ms)
  return `${clock(whole)}${separator}${String(whole % 1_000).padStart(3, '0')}`
}

/** `HH:MM:SS`, rounded down. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  return [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':')
}
