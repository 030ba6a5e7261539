import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { join, openBrowser, startMeeting } from './browser.ts'
import { withPeople } from './jfk_meeting.ts'
import { startParley } from './server.ts'
import type { Started } from './server.ts'

const chatOf = (page: Page): Locator => page.getByRole('log', { name: 'Chat' })

async function openChat(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Chat', exact: true }).click()
  await page.getByLabel('Message').waitFor()
}

async function send(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message').fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
}

/** Sends the second message before there is an answer to the first. */
async function sendWhileSending(page: Page, [first, second]: readonly [string, string]): Promise<void> {
  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  await page.route('**/chat', async (route) => {
    await answered
    await route.continue()
  })
  await send(page, first)
  await send(page, second)
  answer()
}

/** The messages of a page as its reader sees them. */
function shown(page: Page) {
  return chatOf(page).locator('li').evaluateAll((lines) => lines.map((line) => {
    const part = (name: string) => {
      const found = line.querySelector<HTMLElement>(`p.${name}`)
      return found && { text: found.innerText, lang: found.lang }
    }
    return { from: line.querySelector<HTMLElement>('.speaker')!.innerText, translation: part('translation'), original: part('original') }
  }))
}

describe('chat across languages', () => {
  let server: Started
  before(async () => void (server = await startParley()))
  after(async () => {
    const { code } = await server.stop()
    assert.equal(code, 0, server.output())
  })

  test('each reads what others write in their own language, in order, with the original under it', async () => {
    const [ada, bia] = [await openBrowser(), await openBrowser()]
    await withPeople(server, [ada, bia], async () => {
      const english = { name: 'Ada', speaks: 'English', reads: 'English' }
      const portuguese = { name: 'Bia', speaks: 'Portuguese', reads: 'Portuguese' }
      const room = await startMeeting(ada.page, server.url, english)
      await join(ada.page, room, english)
      await join(bia.page, room, portuguese)
      await ada.page.locator('.tile', { hasText: 'Bia' }).waitFor()
      await bia.page.locator('[data-connection=connected]').waitFor()
      await openChat(ada.page)

      await send(ada.page, 'Good morning, the country is beautiful.')
      await chatOf(ada.page).getByText('Good morning').waitFor()
      await bia.page.getByRole('status').getByText('1 new message in the chat').waitFor({ state: 'attached' })
      await openChat(bia.page)
      await chatOf(bia.page).locator('p.translation', { hasText: /país/i }).waitFor()
      await send(bia.page, 'Obrigada, o livro está na mesa.')
      await chatOf(ada.page).locator('p.translation', { hasText: /book/i }).waitFor()
      await send(bia.page, '<img src=x onerror=alert(1)> 👍')
      await chatOf(ada.page).getByText('<img src=x onerror=alert(1)>').first().waitFor()

      const byAda = await shown(ada.page)
      assert.deepEqual(byAda.map(({ from }) => from), ['Ada', 'Bia', 'Bia'])
      assert.deepEqual(byAda[0], { from: 'Ada', translation: null, original: { text: 'Good morning, the country is beautiful.', lang: 'en' } })
      assert.equal(byAda[1]!.translation!.lang, 'en')
      assert.deepEqual(byAda[1]!.original, { text: 'Obrigada, o livro está na mesa.', lang: 'pt' })
      await sendWhileSending(ada.page, ['Thank you.', 'See you later.'])
      await chatOf(ada.page).getByText('See you later.').waitFor()
      assert.deepEqual((await shown(ada.page)).slice(3).map(({ original }) => original!.text), ['Thank you.', 'See you later.'])
      await chatOf(bia.page).locator('li:nth-child(5) p.translation').waitFor()
      const byBia = await shown(bia.page)
      assert.deepEqual([byBia[0]!.translation!.lang, byBia[0]!.original!.lang], ['pt', 'en'])
      assert.deepEqual(byBia[1], { from: 'Bia', translation: null, original: { text: 'Obrigada, o livro está na mesa.', lang: 'pt' } })
      assert.equal(await ada.page.locator('img[src=x]').count(), 0)

      // The page that is loaded anew has them all; whoever comes later sees what is written from then on.
      await bia.page.reload()
      await openChat(bia.page)
      assert.deepEqual(await shown(bia.page), byBia)
      const caio = await openBrowser()
      try {
        await join(caio.page, room, { name: 'Caio', speaks: 'Portuguese', reads: 'Portuguese' })
        await caio.page.locator('[data-connection=connected]').waitFor()
        await openChat(caio.page)
        assert.deepEqual(await shown(caio.page), [])
        await send(ada.page, 'Welcome to the meeting!')
        await chatOf(caio.page).locator('p.original', { hasText: 'Welcome to the meeting!' }).waitFor()
        assert.equal((await shown(caio.page)).length, 1)
      } finally {
        await caio.close()
      }
    })
  })

  test('whoever is not in the room writes nothing, and neither does another site', async () => {
    const created = await fetch(`${server.url}/rooms`, {
      method: 'POST', redirect: 'manual', body: new URLSearchParams({ name: 'Ada', speaks: 'auto', reads: 'en', hears: 'original' }),
    })
    const chat = `${new URL(created.headers.get('location')!, server.url).href}/chat`
    const post = (headers: Record<string, string> = {}) => fetch(chat, { method: 'POST', headers, body: new URLSearchParams({ message: 'hi' }) })
    assert.equal((await post()).status, 401)
    assert.equal((await post({ cookie: 'parley-session=forged.value', origin: server.url })).status, 401)
    assert.equal((await post({ origin: 'https://elsewhere.example' })).status, 403)
    assert.equal((await fetch(`${server.url}/rooms/aaaa-bbbb-cccc/chat`, { method: 'POST', body: new URLSearchParams({ message: 'hi' }) })).status, 401)
  })
})
