const EVERY_MS = 1_000

/** `9:05`; never below zero. */
export function leftText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Keeps what stands beside the notice of the meeting's end up to date; the notice itself is said once. */
export function runCountdown(): void {
  setInterval(() => {
    for (const element of document.querySelectorAll<HTMLElement>('[data-ends-at]')) {
      element.textContent = leftText(Number(element.dataset.endsAt) - Date.now())
    }
  }, EVERY_MS)
}
