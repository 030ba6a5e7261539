import type { Page } from 'playwright-core'

interface Status {
  readonly atMs: number
  readonly text: string
}

interface Watched {
  parleyStatus: Status[]
}

/** Runs in a reader's page: notes what it says of how captions keep up, whenever that changes. */
export function watchStatus(): void {
  const statuses: Status[] = ((globalThis as unknown as Watched).parleyStatus = [])
  new MutationObserver(() => {
    const text = document.querySelector<HTMLElement>('#captions-status')?.innerText.trim().replaceAll('\n', ' · ') ?? ''
    if (text !== (statuses.at(-1)?.text ?? '')) statuses.push({ atMs: Date.now(), text })
  }).observe(document, { childList: true, subtree: true, characterData: true })
}

/** What the page said so far. */
export function noteStatus(page: Page): Promise<readonly Status[]> {
  return page.evaluate(() => (globalThis as unknown as Watched).parleyStatus)
}
