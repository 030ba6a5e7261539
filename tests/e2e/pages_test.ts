import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { after, afterEach, before, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { createRoomHub } from '../../edge/hub/room_hub.ts'
import { hubRender } from '../../edge/hub/render.tsx'
import { messagesFor } from '../../views/mod.ts'
import { caption, message, person, startPages } from './pages_stage.tsx'
import { label, proPeople, proRoom, sharedCaption } from './speakers_scenes.tsx'

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const CHROMIUM = [
  '--disable-gpu',
  '--disable-background-networking',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream=fps=5',
  '--autoplay-policy=no-user-gesture-required',
]

let stage: Awaited<ReturnType<typeof startPages>>
let browser: Browser

before(async () => {
  stage = await startPages()
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', chromiumSandbox: false, args: CHROMIUM })
})

after(async () => {
  await browser?.close()
  await stage?.close()
})

/** Whether a test holds or not: a page left open would go on asking while the next test counts. */
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
  await stage.left()
})

/** Opens a scene and keeps anything that the page or its content policy complains about. */
async function open(
  scene: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-GB', ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`${stage.url}/scenes/${scene}`)
  return { page, complaints }
}

interface Axe {
  run(
    options: object,
  ): Promise<{ violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] }>
}

function findings(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe }
    const { violations } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
    })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`)
      )
  })
}

/** Without its motion a page is what it will be at once. `bypassCSP`: axe is put in by the test, not by the page. */
async function openForAxe(): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', bypassCSP: true })
  await context.addInitScript(AXE)
  return context.newPage()
}

/** What reaches beyond the window. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = [...document.querySelectorAll('body, body *')].filter((element) => {
      const { right, left, width: across } = element.getBoundingClientRect()
      return across > 0 && (right > innerWidth + 1 || left < -1) &&
        !element.closest('.visually-hidden, .skip, .tiles, .table-scroll > *')
    }).map((element) => `${element.outerHTML.slice(0, 120)} is wider than the window`)
    return document.documentElement.scrollWidth > innerWidth ? [...wide, 'scrolls sideways'] : wide
  })
}

/** Shows the page at a size and in a theme, and waits until it has been painted so: scripts hear of a new size before that. */
async function show(page: Page, { width, height, colorScheme }: { width: number; height: number; colorScheme: 'light' | 'dark' }): Promise<void> {
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme })
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))))
}

const THEMES = ['light', 'dark'] as const
/** Words of other languages are longer: the narrowest and the widest window show it. */
const VIEWS = {
  en: [360, 768, 1280].flatMap((width) => THEMES.map((colorScheme) => ({ width, colorScheme }))),
  vi: [360, 1280].map((width) => ({ width, colorScheme: 'light' as const })),
  pt: [360, 1280].map((width) => ({ width, colorScheme: 'light' as const })),
}

for (const [locale, views] of Object.entries(VIEWS)) {
  test(`${locale}: no page scrolls sideways and axe finds nothing serious, at any width, in any theme`, async () => {
    const page = await openForAxe()
    // Loading a page costs more than looking at it: each is loaded once and then shown in every size and theme.
    for (const scene of stage.scenes) {
      await page.setViewportSize({ width: views[0]!.width, height: 800 })
      await page.goto(`${stage.url}/scenes/${scene}?locale=${locale}`)
      if (scene.startsWith('room')) await page.locator('[data-connection=connected]').waitFor()
      for (const { width, colorScheme } of views) {
        await show(page, { width, height: 800, colorScheme })
        assert.deepEqual([...await tooWide(page), ...await findings(page)], [], `${scene}, ${width} px, ${colorScheme}`)
      }
    }
  })
}

/** Contrast of two colours as CSS writes them, `rgb(…)`, by the formula of WCAG 2. */
function contrast(one: string, other: string): number {
  const [dark, light] = [one, other].map((colour) => {
    const channels = colour.match(/[\d.]+/g)!.slice(0, 3).map((value) => {
      const part = Number(value) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return channels[0]! * 0.2126 + channels[1]! * 0.7152 + channels[2]! * 0.0722
  }).sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

test('dialogs, notes, hidden captions and a phone on its side: axe finds nothing serious', async () => {
  const states: Record<string, (page: Page) => Promise<void>> = {
    settings: (page) => page.getByRole('button', { name: 'Settings' }).click(),
    keys: (page) => page.keyboard.press('?'),
    'captions hidden': (page) => page.keyboard.press('c'),
    people: (page) => page.getByRole('button', { name: 'People' }).click(),
    chat: (page) => page.getByRole('button', { name: 'Chat', exact: true }).click(),
    async 'chat on its side'(page) {
      await page.setViewportSize({ width: 740, height: 360 })
      await page.getByRole('button', { name: 'Chat', exact: true }).click()
    },
    'on its side': (page) => page.setViewportSize({ width: 740, height: 360 }),
    async replaced(page) {
      stage.closeSignaling(4001)
      await page.getByText('The meeting is open in another tab.').waitFor()
    },
  }
  const page = await openForAxe()
  for (const [colorScheme, width] of [['light', 1280], ['dark', 360]] as const) {
    await page.emulateMedia({ colorScheme })
    for (const [state, reach] of Object.entries(states)) {
      await page.setViewportSize({ width, height: 740 })
      await page.goto(`${stage.url}/scenes/room-six`)
      await page.locator('[data-connection=connected]').waitFor()
      await reach(page)
      assert.deepEqual(await findings(page), [], `${state}, ${width} px`)
      assert.equal(
        await page.evaluate(() => document.documentElement.scrollWidth > innerWidth),
        false,
        `${state} scrolls sideways`,
      )
      const bar = (await page.locator('.bar').boundingBox())!
      assert.ok(bar.y + bar.height <= page.viewportSize()!.height, `${state}: the controls are out of view`)
    }
  }
})

test('caption text has a contrast of 7 or better in light and dark, whoever speaks', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await open('room-six', { colorScheme })
    const { ground, texts } = await page.evaluate(() => {
      const names = [...document.querySelectorAll<HTMLElement>('.captions .speaker')]
      // All eight colours, six of which the people of this scene do not have.
      for (let colour = 0; colour < 8; colour++) {
        names[colour % names.length]!.after(Object.assign(names[0]!.cloneNode(true) as HTMLElement, { id: '' }))
      }
      document.querySelectorAll<HTMLElement>('.captions .speaker').forEach((
        name,
        at,
      ) => (name.dataset.colour = String(at % 8)))
      return {
        ground: getComputedStyle(document.querySelector('.captions-panel')!).backgroundColor,
        texts: [...document.querySelectorAll('.captions :is(.speaker, .translation, .original)')].map((element) =>
          getComputedStyle(element).color
        ),
      }
    })
    const lowest = Math.min(...texts.map((text) => contrast(text, ground)))
    assert.ok(texts.length >= 20 && lowest >= 7, `${colorScheme}: ${lowest}`)
  }
})

test('pre-join: preview, level and devices; what is switched off stays off', async () => {
  const { page, complaints } = await open('prejoin-empty')
  await page.locator('.preview-video:not([hidden])').waitFor()
  await page.waitForFunction(() => document.querySelector('meter')!.value > 0)
  for (const label of ['Microphone', 'Camera', 'Speaker']) {
    assert.ok((await page.getByLabel(label, { exact: true }).locator('option').count()) > 0, label)
  }
  assert.equal(await page.locator('[data-when]:visible:not(svg)').count(), 0)
  await page.getByRole('button', { name: 'Turn camera off' }).click()
  await page.locator('.preview-video').waitFor({ state: 'hidden' })
  await page.reload()
  await page.getByRole('button', { name: 'Turn camera on' }).waitFor()
  await page.waitForFunction(() => document.querySelector('meter')!.value > 0)
  assert.equal(await page.locator('.preview-video').isVisible(), false)
  assert.deepEqual(complaints, [])
})

test('pre-join without permission or devices says so, and joining stays possible', async () => {
  for (
    const [name, sentence] of [['NotAllowedError', /are blocked for this page/], [
      'NotFoundError',
      /No microphone or camera was found/,
    ]] as const
  ) {
    const context = await browser.newContext()
    await context.addInitScript((refusal) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('refused by the test', refusal))
    }, name)
    const page = await context.newPage()
    await page.goto(`${stage.url}/scenes/prejoin-empty`)
    await page.getByText(sentence).waitFor()
    assert.ok(await page.getByRole('button', { name: 'Join', exact: true }).isEnabled())
    await page.goto(`${stage.url}/scenes/room-two`)
    await page.locator('[data-connection=connected]').waitFor()
    await page.getByRole('button', { name: 'Unmute' }).waitFor()
    await page.getByRole('button', { name: 'Start camera' }).waitFor()
  }
})

/** Waits until signalling was asked for a verb (with this property) once more than before. */
async function asked(
  verb: string,
  from: number,
  matches: (data: Record<string, unknown>) => boolean = () => true,
): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!stage.asked.slice(from).some((request) => request.verb === verb && matches(request.data))) {
    if (Date.now() > deadline) {
      throw new Error(`Nobody asked for ${verb}: ${stage.asked.slice(from).map((request) => request.verb)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

test('room: joins in the agreed order, sends microphone and camera, and controls do what they say', async () => {
  const from = stage.asked.length
  const { page, complaints } = await open('room-two')
  await page.locator('[data-connection=connected]').waitFor()
  await asked('produce', from, ({ source }) => source === 'microphone')
  await asked(
    'produce',
    from,
    ({ source, rtpParameters }) =>
      source === 'camera' && (rtpParameters as { encodings: unknown[] }).encodings.length === 3,
  )
  const verbs = stage.asked.slice(from).map(({ verb }) => verb)
  assert.deepEqual(verbs.slice(0, 4), ['capabilities', 'join', 'createTransport', 'createTransport'])

  await page.getByRole('button', { name: 'Mute' }).click()
  await page.getByRole('button', { name: 'Unmute' }).waitFor()
  await asked('pauseProducer', from)
  await page.keyboard.press('m')
  await page.getByRole('button', { name: 'Mute', exact: true }).waitFor()
  await asked('resumeProducer', from)

  await page.keyboard.press('v')
  await page.getByRole('button', { name: 'Start camera' }).waitFor()
  await asked('closeProducer', from)
  assert.equal(await page.locator('[data-mine] video').isVisible(), false)

  await page.keyboard.press('c')
  await page.getByRole('log', { name: 'Captions' }).waitFor({ state: 'hidden' })
  assert.equal(await page.getByRole('button', { name: 'Captions' }).getAttribute('aria-expanded'), 'false')
  await page.getByRole('button', { name: 'Captions' }).click()
  await page.getByRole('log', { name: 'Captions' }).waitFor()

  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
  await page.keyboard.press('m')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Mute', exact: true }).waitFor()

  await page.getByRole('button', { name: 'Leave' }).click()
  await page.getByRole('heading', { name: 'Parley' }).waitFor()
  await asked('leave', from)
  assert.deepEqual(complaints, [])
})

test('room: interim lines grow in place, a final one comes once and never changes, people come and go', async () => {
  const { page, complaints } = await open('room-alone')
  const log = page.getByRole('log', { name: 'Captions' })
  await page.getByText('No one else is here yet').waitFor()
  await page.getByText('Captions appear here when someone speaks.').waitFor()
  await page.waitForFunction(() => document.querySelector('[data-connection=connected]'))

  const eve = person('eve', 'Eve <i>')
  stage.push({ type: 'participant-joined', participant: eve })
  await page.getByRole('list', { name: 'Participants' }).getByText('Eve <i>').waitFor()
  await page.getByText('No one else is here yet').waitFor({ state: 'hidden' })

  stage.push(caption(eve, 'Good', { kind: 'interim', captionId: 'one' }))
  stage.push(caption(eve, 'Good mor', { kind: 'interim', captionId: 'one' }))
  await page.locator('.interim', { hasText: 'Good mor' }).waitFor()
  assert.equal(await page.locator('.interim').count(), 1)
  assert.equal(await log.locator('li').count(), 0)
  stage.push(caption(eve, 'Good morning', { kind: 'interim', captionId: 'one', translation: 'Bom dia', steady: { original: 4, translation: 0 } }))
  await page.locator('.interim .translation .tail', { hasText: 'Bom dia' }).waitFor()
  assert.deepEqual(await page.locator('.interim .original').evaluate((line) => [...line.childNodes].map((part) => [part.nodeName, part.textContent])), [['#text', 'Good'], ['I', ' morning']])

  const final = caption(eve, 'Good morning <b>', { captionId: 'one', translation: 'Bom dia <b>' })
  stage.push(final)
  stage.push({ ...final, translation: { ...final.translation!, text: 'changed' } })
  stage.push(caption(eve, 'x', { kind: 'interim', captionId: 'two' }))
  stage.push({ type: 'caption-withdrawn', captionId: 'two', peerId: 'eve' })
  stage.push({ type: 'participant-changed', participant: { ...eve, name: 'Eva' } })
  await page.locator('.tile', { hasText: 'Eva' }).waitFor()
  assert.deepEqual(
    await log.locator('li[data-final]').evaluateAll((lines) =>
      lines.map((line) => [...line.querySelectorAll('.speaker, p')].map((part) => part.textContent))
    ),
    [
      ['Eve <i>', 'Bom dia <b>', 'Good morning <b>'],
    ],
  )
  assert.equal(await page.locator('.interim').count(), 0)

  stage.pushPeople([person('ada', 'Ada'), person('joe', 'Joe')])
  await page.locator('.tile', { hasText: 'Joe' }).waitFor()
  assert.equal(await page.locator('.tile', { hasText: 'Eva' }).count(), 0)
  stage.push({ type: 'participant-left', peerId: 'joe' })
  await page.getByText('No one else is here yet').waitFor()
  assert.deepEqual(complaints, [])
})

test('room: who spoke at a shared microphone comes to captions in place, two where they spoke at once, and is corrected and named everywhere', async () => {
  const { page, complaints } = await open('room-speakers-quiet')
  await page.locator('[data-connection=connected]').waitFor()
  const hub = createRoomHub({ render: hubRender, onFailed: (error) => assert.fail(String(error)) })
  const t = messagesFor('en')
  const unread = { unread: 0, close: () => assert.fail('cut'), dismiss: () => assert.fail('dismissed') }
  hub.connect(proPeople[0], { socket: { ...unread, send: stage.html }, t, after: null, present: async () => proPeople, state: async () => ({ room: proRoom, waiting: [], meeting: null }) })
  for (const event of [
    sharedCaption('one', 'Shall we begin? I am ready.', 'Vamos começar? Estou pronta.'), sharedCaption('two', 'All of us together.', 'Todos nós juntos.'), sharedCaption('three', 'That is all.', 'É tudo.'),
  ]) hub.receive(event)
  const log = page.getByRole('log', { name: 'Captions' })
  await log.getByText('É tudo.').waitFor()
  await log.locator('li').evaluateAll((lines) => lines.forEach((line) => Object.assign(line, { same: true })))
  const shown = () => log.locator('li[data-final]').evaluateAll((lines) => lines.map((line) => ({
    same: 'same' in line, by: [...line.querySelectorAll('.said-by > .speaker')].map((name) => name.textContent), next: [...line.querySelectorAll('.translation .said-next')].map((name) => name.textContent),
    microphone: line.querySelector('.microphone') !== null, words: [...line.querySelector('.original')!.childNodes].filter(({ nodeName }) => nodeName !== 'B').map(({ textContent }) => textContent).join(' ').replace(/\s+/g, ' '),
  })))
  const part = (end: number, ...speakerIds: string[]) => ({ speakerIds, end, endMs: end * 100 })
  const told = (atMs: number, labels: ReturnType<typeof label>[], ...lines: { captionId: string; parts: ReturnType<typeof part>[] }[]) => hub.receive({ type: 'speakers', meetingId: 'm', peerId: 'long', labels, lines, atMs })
  const words = ['Shall we begin? I am ready.', 'All of us together.', 'That is all.']
  const line = (at: number, by: string[], next: string[] = []) => ({ same: true, by, next, microphone: true, words: words[at] })

  told(1, [label(1), label(2), label(3)], { captionId: 'one', parts: [part(15, 's1'), part(27, 's2')] }, { captionId: 'two', parts: [part(19, 's2', 's1')] }, { captionId: 'three', parts: [part(12, 's3')] })
  await log.locator('.speaker', { hasText: 'Speaker 3' }).waitFor()
  assert.deepEqual(await shown(), [line(0, ['Speaker 1'], ['Speaker 2:']), line(1, ['Speaker 2', 'Speaker 1']), line(2, ['Speaker 3'])])

  // The third turns out to be the first.
  told(2, [label(1), label(2)], { captionId: 'three', parts: [part(12, 's1')] })
  await log.locator('.speaker', { hasText: 'Speaker 3' }).waitFor({ state: 'detached' })
  assert.deepEqual(await shown(), [line(0, ['Speaker 1'], ['Speaker 2:']), line(1, ['Speaker 2', 'Speaker 1']), line(2, ['Speaker 1'])])

  await page.locator('.speakers > summary').click()
  assert.deepEqual(await page.locator('.speaker-row bdi').allTextContents(), ['Speaker 1', 'Speaker 2'])
  told(3, [label(1, 'Maria <b>'), label(2)])
  await page.locator('.speaker-row bdi', { hasText: 'Maria <b>' }).waitFor()
  assert.equal(await page.getByRole('textbox', { name: 'Name of Speaker 1' }).inputValue(), 'Maria <b>')
  assert.deepEqual(await shown(), [line(0, ['Maria <b>'], ['Speaker 2:']), line(1, ['Speaker 2', 'Maria <b>']), line(2, ['Maria <b>'])])

  hub.receive({ type: 'speakers-status', peerId: 'long', away: true })
  await page.getByText('cannot be told apart just now').waitFor()
  hub.receive({ type: 'speakers-status', peerId: 'long', away: false })
  await page.getByText('cannot be told apart just now').waitFor({ state: 'detached' })
  assert.deepEqual(complaints, [])
})

test('shared microphones: what hosts and others see of them fits, and axe finds nothing serious; without the plan nobody is offered to mark one', async () => {
  const page = await openForAxe()
  for (const [locale, width, colorScheme] of [['en', 360, 'dark'], ['vi', 360, 'light'], ['pt', 1280, 'light'], ['en', 1280, 'dark']] as const) {
    const t = messagesFor(locale)
    await show(page, { width, height: 740, colorScheme })
    for (const scene of ['room-speakers', 'room-speakers-guest']) {
      await page.goto(`${stage.url}/scenes/${scene}?locale=${locale}`)
      await page.locator('[data-connection=connected]').waitFor()
      if (!(await page.locator('.people-panel').isVisible())) await page.locator('[data-action=people]').click()
      await page.locator('.speakers > summary').click()
      const inputs = page.getByRole('textbox', { name: t.speakers.name(t.speakers.speaker(1)) })
      assert.equal(await inputs.count(), scene === 'room-speakers' ? 1 : 0)
      assert.deepEqual([...await tooWide(page), ...await findings(page)], [], `${scene}, ${locale}, ${width} px`)
      await page.locator('[data-action=settings]').first().click()
      await page.getByLabel(t.speakers.share).waitFor()
      assert.deepEqual([await page.getByLabel(t.speakers.share).isEnabled(), ...await tooWide(page), ...await findings(page)], [true], `settings of ${scene}, ${locale}, ${width} px`)
    }
  }
  const mark = page.locator('[data-action-kind=share-microphone]')
  await page.goto(`${stage.url}/scenes/room-speakers`)
  await mark.first().waitFor()
  await page.goto(`${stage.url}/scenes/room-host`)
  await page.locator('.person-actions').first().waitFor()
  assert.deepEqual([await mark.count() > 0, await mark.filter({ visible: true }).count()], [true, 0])
  await page.locator('[data-action=settings]').first().click()
  await page.getByText('part of the plans Pro and Enterprise').waitFor()
  assert.equal(await page.getByLabel('We share this microphone').isEnabled(), false)
})

test('room: what I read is told to the server as soon as it changes, and what that means is said', async () => {
  const { page } = await open('room-two')
  await page.getByLabel('I read').selectOption({ label: 'German · Deutsch' })
  await page.getByText('German can’t be read yet.').waitFor()
  assert.deepEqual({ ...stage.preferences.at(-1) }, { speaks: 'en', reads: 'de', hears: 'original' })
  await page.getByLabel('I read').selectOption({ label: 'Portuguese' })
  await page.getByText('German can’t be read yet.').waitFor({ state: 'detached' })
})

test('room: scrolling up stops following and "Newest" goes back', async () => {
  const { page } = await open('room-six')
  await page.locator('[data-connection=connected]').waitFor()
  const scroll = page.getByRole('group', { name: 'Caption text' })
  const atEnd = () => scroll.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 2)
  assert.equal(await atEnd(), true)
  await scroll.evaluate((box) => (box.scrollTop = 0))
  const newest = page.getByRole('button', { name: 'Newest' })
  await newest.waitFor()
  stage.push(caption(person('joao', 'João'), 'The last line'))
  await scroll.getByText('The last line').waitFor({ state: 'attached' })
  assert.equal(await scroll.evaluate((box) => box.scrollTop), 0)
  await newest.click()
  await newest.waitFor({ state: 'hidden' })
  assert.equal(await atEnd(), true)
})

test('room: the size of captions and the overlay are remembered on the device', async () => {
  const { page } = await open('room-two')
  const size = () => page.locator('.translation').first().evaluate((line) => getComputedStyle(line).fontSize)
  const before = await size()
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByLabel('Large').check()
  await page.getByLabel(/over the video/).check()
  await page.keyboard.press('Escape')
  await page.locator('.overlay').waitFor()
  await page.reload()
  await page.locator('.overlay', { hasText: 'Bom dia, Ada' }).waitFor()
  assert.ok(parseFloat(await size()) > parseFloat(before))
  // Else this page's requests would still arrive while the next test counts its own.
  await page.locator('[data-connection=connected]').waitFor()
})

test('room: a lost connection is said and made again, asking for what was missed; a replaced tab stops', async () => {
  const { page } = await open('room-two')
  await page.locator('[data-connection=connected]').waitFor()
  const last = await page.locator('li[data-final]').last().getAttribute('data-final')
  const joins = () => stage.asked.filter(({ verb }) => verb === 'join').length
  const before = joins()
  const hubs = stage.hubs.length
  stage.closeSignaling(1012)
  stage.closeHub(1012)
  await page.getByText('Connection lost. Reconnecting…').waitFor()
  await page.locator('[data-connection=connected]').waitFor()
  assert.equal(joins(), before + 1)
  while (stage.hubs.length === hubs) await page.evaluate(() => new Promise(requestAnimationFrame))
  assert.ok(stage.hubs.at(-1)!.endsWith(`after=${last}`))
  stage.closeSignaling(4001)
  await page.getByText('The meeting is open in another tab.').waitFor()
  assert.equal(joins(), before + 1)
})

test('room: who speaks stands out, and with three or more is shown large', async () => {
  const { page } = await open('room-six')
  await page.locator('[data-connection=connected]').waitFor()
  stage.notify('activeSpeakers', { peerIds: ['noor'] })
  await page.locator('[data-peer-id=noor][data-featured][data-speaking]').waitFor()
  assert.equal(await page.locator('[data-featured]').count(), 1)
  stage.notify('activeSpeakers', { peerIds: [] })
  await page.locator('.tile[data-peer-id=noor]:not([data-speaking])').waitFor()
})

test('room: chat opens by keyboard, sends and empties its field, keeps what was refused, and counts what comes while it is hidden', async () => {
  const { page, complaints } = await open('room-two')
  await page.locator('[data-connection=connected]').waitFor()
  const button = page.getByRole('button', { name: 'Chat', exact: true })
  const panel = page.locator('#chat-panel')
  const log = panel.getByRole('log', { name: 'Chat' })
  const field = panel.getByLabel('Message')
  assert.equal(await panel.isVisible(), false)
  await button.focus()
  await page.keyboard.press('Enter')
  await panel.waitFor()
  assert.equal(await button.getAttribute('aria-expanded'), 'true')
  assert.equal(await field.evaluate((input) => input === document.activeElement), true)

  await page.keyboard.type('Mic check <b>one</b>')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('#field-message')!.value === '')
  assert.deepEqual(stage.sent.at(-1), 'Mic check <b>one</b>')
  assert.equal(await field.evaluate((input) => input === document.activeElement), true)
  const own = message(person('ada', 'Ada Lovelace'), 'Mic check <b>one</b>')
  stage.push(own)
  stage.push(own)
  await log.getByText('Mic check <b>one</b>').waitFor()
  assert.equal(await log.locator('li').count(), 1)

  await field.fill('too fast')
  await panel.getByRole('button', { name: 'Send' }).click()
  await panel.getByRole('alert').getByText('Too many messages at once.').waitFor()
  assert.equal(await field.inputValue(), 'too fast')
  await field.fill('')
  const before = stage.sent.length
  await page.keyboard.press('Enter')
  assert.equal(stage.sent.length, before, 'nothing is not sent')

  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'hidden' })
  assert.equal(await button.evaluate((element) => element === document.activeElement), true)
  stage.push(message(person('joao', 'João'), 'Oi', { translation: null }))
  stage.push(message(person('joao', 'João'), 'Tudo bem?'))
  await page.getByRole('status').getByText('2 new messages in the chat').waitFor({ state: 'attached' })
  assert.equal(await button.locator('.badge').innerText(), '2')
  await button.click()
  await button.locator('.badge').waitFor({ state: 'hidden' })
  assert.equal(await log.locator('li').count(), 3)
  await field.fill('Moving my microphone')
  assert.equal(await page.getByRole('button', { name: 'Mute', exact: true }).isVisible(), true, 'keys rest while one types')
  // The refusal is logged by the browser as such.
  assert.deepEqual(complaints.filter((text) => !text.includes('429')), [])
})
