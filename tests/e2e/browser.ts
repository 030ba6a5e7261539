import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { chromium } from 'playwright-core'
import type { BrowserContext, Locator, Page } from 'playwright-core'

const FLAGS = [
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  // Five pictures a second are enough to be seen: to code twenty takes more than all of Parley.
  '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=fps=5', '--autoplay-policy=no-user-gesture-required',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
]

export interface Person {
  readonly page: Page
  readonly context: BrowserContext
  close(): Promise<void>
}

export interface PersonOptions {
  /** 16 bit PCM WAV that the microphone hears once, from when it opens; without it the microphone hears silence. */
  readonly speech?: string
  readonly ignoreCertificate?: boolean
  readonly viewport?: { readonly width: number; readonly height: number }
}

/** Far beyond what anything takes here, for machines that do much else. */
const PATIENCE_MS = 120_000

/** A real Chromium with a fake microphone and camera and a fresh profile. */
export async function openBrowser({ speech, ignoreCertificate = false, viewport }: PersonOptions = {}): Promise<Person> {
  const profile = await mkdtemp(joinPath(tmpdir(), 'parley-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    headless: true,
    chromiumSandbox: false,
    ignoreHTTPSErrors: ignoreCertificate,
    viewport: viewport ?? { width: 1280, height: 800 },
    locale: 'en-GB',
    args: [...FLAGS, ...(speech ? [`--use-file-for-fake-audio-capture=${speech}%noloop`] : [])],
  })
  context.setDefaultTimeout(PATIENCE_MS)
  // What the server hears is compared with the file: nothing may touch it on the way.
  await context.addInitScript(() => localStorage.setItem('parley.audioProcessing', 'off'))
  // tsx names functions with a helper that pages do not have.
  await context.addInitScript('globalThis.__name ??= (named) => named')
  await context.addInitScript(collectConnections)
  const page = context.pages()[0] ?? (await context.newPage())
  return {
    page,
    context,
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}

export interface Choices {
  readonly name: string
  /** English name of the language; left alone when absent. */
  readonly speaks?: string
  readonly reads?: string
  /** As the menu calls it. */
  readonly hears?: string
}

export async function fillChoices(page: Page, { name, speaks, reads, hears }: Choices): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  if (speaks) await page.getByLabel('I speak').selectOption({ label: speaks })
  if (reads) await page.getByLabel('I read').selectOption({ label: reads })
  if (hears) await page.getByLabel('I hear').selectOption({ label: hears })
}

/** Home → pre-join. Returns the room's address. */
export async function startMeeting(page: Page, home: string, choices: Choices): Promise<string> {
  await page.goto(home)
  await fillChoices(page, choices)
  await page.getByRole('button', { name: 'Start a meeting' }).click()
  await page.waitForURL(/\/rooms\/[^/]+$/)
  return page.url()
}

/** Pre-join → in the room. */
export async function join(page: Page, room: string, choices: Choices): Promise<void> {
  if (page.url() !== room) await page.goto(room)
  await fillChoices(page, choices)
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await captionsOf(page).waitFor({ state: 'attached' })
}

export function captionsOf(page: Page): Locator {
  return page.getByRole('log', { name: 'Captions' })
}

export interface ShownCaption {
  readonly text: string
  readonly translation: { readonly text: string; readonly lang: string } | null
  readonly original: { readonly text: string; readonly lang: string } | null
}

/** The final captions on a page, as a reader sees them. */
export function shownCaptions(page: Page): Promise<ShownCaption[]> {
  return captionsOf(page).locator('li[data-final]').evaluateAll((lines) => lines.map((line) => {
    const part = (name: string) => {
      const found = line.querySelector<HTMLElement>(`p.${name}`)
      return found && { text: found.innerText.trim(), lang: found.lang }
    }
    return { text: (line as HTMLElement).innerText, translation: part('translation'), original: part('original') }
  }))
}

/** Waits until the page's final captions, joined, match. */
export async function waitForCaption(page: Page, which: 'translation' | 'original', wanted: RegExp, timeoutMs = PATIENCE_MS): Promise<void> {
  await page.waitForFunction(
    ([name, source, flags]) => {
      const lines = [...document.querySelectorAll<HTMLElement>(`[role=log] li[data-final] p.${name}`)]
      return new RegExp(source!, flags).test(lines.map((line) => line.innerText).join(' '))
    },
    [which, wanted.source, wanted.flags] as const,
    { timeout: timeoutMs },
  )
}

interface Watched {
  parleyConnections: RTCPeerConnection[]
}

/** Runs in the page, before its scripts: keeps its WebRTC connections where a test can ask them for statistics. */
function collectConnections(): void {
  const watched = globalThis as unknown as Watched
  watched.parleyConnections = []
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      watched.parleyConnections.push(this)
    }
  }
}

export interface Received {
  /** Energy of the sound received so far; silence adds nothing. */
  readonly audioEnergy: number
  readonly audioPackets: number
  readonly videoFrames: number
}

/** What the page has received over WebRTC so far. */
export function received(page: Page): Promise<Received> {
  return page.evaluate(async () => {
    const sum = { audioEnergy: 0, audioPackets: 0, videoFrames: 0 }
    for (const connection of (globalThis as unknown as Watched).parleyConnections) {
      for (const stat of (await connection.getStats()).values()) {
        if (stat.type !== 'inbound-rtp') continue
        if (stat.kind === 'audio') {
          sum.audioEnergy += stat.totalAudioEnergy ?? 0
          sum.audioPackets += stat.packetsReceived ?? 0
        } else sum.videoFrames += stat.framesDecoded ?? 0
      }
    }
    return sum
  })
}

/** Polls what the page has received until it satisfies. */
export async function waitForReceived(page: Page, enough: (got: Received) => boolean, { timeoutMs = PATIENCE_MS } = {}): Promise<Received> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const got = await received(page)
    if (enough(got)) return got
    if (Date.now() > deadline) throw new Error(`Not enough media arrived: ${JSON.stringify(got)}`)
    await page.waitForTimeout(100)
  }
}
