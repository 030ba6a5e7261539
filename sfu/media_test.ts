import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Hono } from 'hono'
import { chromium } from 'playwright-core'
import type { BrowserContext, Page } from 'playwright-core'
import type { TestSfu } from './testing/start_sfu.ts'
import { startSfu } from './testing/start_sfu.ts'

const speech = fileURLToPath(new URL('../tests/fixtures/jfk.wav', import.meta.url))
let sfu: TestSfu
let browser: BrowserContext
let profile: string

before(async () => {
  const { outputFiles: [script] } = await build({
    entryPoints: [fileURLToPath(new URL('./testing/browser_peer.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  })
  const pages = new Hono()
    .get('/', (c) => c.html('<!doctype html><title>peer</title><body><script type="module" src="/peer.js"></script>'))
    .get('/peer.js', (c) => c.body(script?.text ?? '', 200, { 'content-type': 'text/javascript' }))
  sfu = await startSfu({ pages })
  profile = await mkdtemp(join(tmpdir(), 'parley-chromium-'))
  browser = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${speech}`,
      '--autoplay-policy=no-user-gesture-required',
      '--disable-features=WebRtcHideLocalIpsWithMdns',
    ],
  })
})
after(async () => {
  await browser.close()
  await sfu.close()
  await rm(profile, { recursive: true })
})

async function enter(peerId: string): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(sfu.origin)
  await page.waitForFunction(() => 'peer' in window)
  await page.evaluate(
    (address) => window.peer.join(address),
    `${sfu.origin.replace('http', 'ws')}/rooms/media/signal?peer=${peerId}`,
  )
  return page
}

test('speech, simulcast VP8 and layered VP9 reach a real browser, which can choose the layer', async () => {
  const [ada, ben] = [await enter('ada'), await enter('ben')]
  await ada.evaluate(async () => {
    await window.peer.publish('microphone', 'one')
    await window.peer.publish('camera', 'simulcast')
    await window.peer.publish('screen', 'svc')
  })
  await ben.waitForFunction(async () => ((await window.peer.received('microphone'))?.audioEnergy ?? 0) > 0.001)
  await ben.waitForFunction(async () => ((await window.peer.received('camera'))?.frames ?? 0) > 10)
  await ben.waitForFunction(async () => ((await window.peer.received('screen'))?.frames ?? 0) > 10)
  await ben.waitForFunction(() => window.peer.speakers.some((peerIds) => peerIds[0] === 'ada'))
  const codecs = await ben.evaluate(
    async () => [(await window.peer.received('camera'))?.codec, (await window.peer.received('screen'))?.codec],
  )
  assert.deepEqual(codecs, ['video/VP8', 'video/VP9'])

  // Bandwidth estimation raises the layer by itself; the preference caps it.
  await ben.waitForFunction(async () => ((await window.peer.received('camera'))?.width ?? 0) > 320)
  await ben.evaluate(() => window.peer.setPreferredLayers('camera', 0))
  await ben.waitForFunction(async () => (await window.peer.received('camera'))?.width === 320)
  await ben.evaluate(() => window.peer.setPreferredLayers('screen', 0))
  await ben.waitForFunction(async () => (await window.peer.received('screen'))?.width === 320)

  const types = sfu.logged.filter(({ event }) => event === 'producer.opened').map(({ source, type }) =>
    `${source} ${type}`
  )
  assert.deepEqual(types, ['microphone simple', 'camera simulcast', 'screen svc'])
  await Promise.all([ada.close(), ben.close()])
})

test('media goes on after ICE has been restarted', async () => {
  const [ada, ben] = [await enter('ada'), await enter('ben')]
  await ada.evaluate(() => window.peer.publish('microphone', 'one'))
  await ben.waitForFunction(async () => ((await window.peer.received('microphone'))?.audioEnergy ?? 0) > 0)
  await Promise.all([ada, ben].map((page) => page.evaluate(() => window.peer.restartIce())))
  const before = await ben.evaluate(async () => (await window.peer.received('microphone'))?.audioEnergy ?? 0)
  await ben.waitForFunction(
    async (energy) => ((await window.peer.received('microphone'))?.audioEnergy ?? 0) > energy,
    before,
  )
  await Promise.all([ada.close(), ben.close()])
})
