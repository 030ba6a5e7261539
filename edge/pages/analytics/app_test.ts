import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { countByHand } from '../../../functions/analytics/_by_hand.ts'
import { fillAnalytics } from '../../../functions/analytics/testing.ts'
import { ANALYTICS_TABLES } from '../../../domain/analytics.ts'
import { toTable } from '../../../domain/analytics_table.ts'
import { stageCosts } from '../../../infra/db/schema/mod.ts'
import { minutesText, numberText, secondsText } from '../../../views/messages/analytics/figures.ts'
import { messagesFor } from '../../../views/mod.ts'
import { openAdministeredEdge } from '../../administration_testing.ts'

const t = messagesFor('en')
const ZONE = 'Asia/Kathmandu'

let edge: Awaited<ReturnType<typeof openAdministeredEdge>>
let ada: Awaited<ReturnType<(typeof edge)['signedUp']>>
before(async () => {
  edge = await openAdministeredEdge()
  ada = await edge.signedUp({ tier: 'pro' })
  await fillAnalytics(edge.db, { ownerId: ada.accountId, accountIds: [ada.accountId], untilMs: edge.clock.now(), days: 12, captions: 120 })
})
after(() => edge.close())

/** Cells of the table below a heading, as they are read. */
function readTable(html: string, name: string): string[][] {
  const section = html.split(`id="chart-${name}-section"`)[1]!.split('</section>')[0]!
  const body = /<tbody>(.*?)<\/tbody>/s.exec(section)?.[1] ?? ''
  return [...body.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) => [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) => cell!.replace(/<[^>]+>/g, '')))
}

test('the page and its files hold what plain rows add up to, in the reader’s days', async () => {
  assert.match(await (await ada.browser.get('/account')).text(), /href="\/account\/analytics"/)
  const answer = await ada.browser.get(`/account/analytics?days=7&zone=${ZONE}`)
  assert.equal(answer.status, 200)
  const html = await answer.text()
  const days = [...html.split('id="chart-talk-section"')[1]!.split('</section>')[0]!.matchAll(/<time datetime="(\d{4}-\d{2}-\d{2})">/g)].map(([, day]) => day!)
  assert.equal(days.length, 7)
  const truth = await countByHand(edge.db, { isTheirs: ({ ownerId }) => ownerId === ada.accountId, days, timeZone: ZONE, named: true })
  assert.deepEqual(readTable(html, 'talk').map((row) => row.slice(1)), truth.days.map((day) => [
    numberText(t, day.meetings), numberText(t, day.captions), minutesText(t, day.talkMs, { unit: false }), minutesText(t, day.heardMs, { unit: false }),
  ]))
  assert.deepEqual(readTable(html, 'latency').map((row) => row.slice(1)), truth.days.map(({ measured, lag }) => [
    numberText(t, measured), ...(lag ? [lag.p50Ms, lag.p95Ms, lag.p99Ms].map((ms) => secondsText(t, ms, { unit: false })) : ['–', '–', '–']),
  ]))
  assert.deepEqual(readTable(html, 'people').map(([number, name]) => [number, name]), truth.people!.map(({ number, name }) => [String(number), name]))
  for (const table of ANALYTICS_TABLES) {
    const file = await ada.browser.get(`/account/analytics/${table}.csv?days=7&zone=${ZONE}`)
    assert.match(file.headers.get('content-disposition')!, new RegExp(`attachment; filename="parley-${table}-7-days.csv"`))
    const bytes = new Uint8Array(await file.arrayBuffer())
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], 'spreadsheets know it as UTF-8')
    const [head, ...rows] = new TextDecoder().decode(bytes).trimEnd().split('\r\n')
    const { columns, rows: expected } = toTable(truth, table)
    assert.equal(head, columns.map(({ name }) => name).join())
    assert.deepEqual(rows, expected.map((row) => row.map((cell) => String(cell ?? '')).join()))
    if (table !== 'engines') assert.match(html, new RegExp(`role="img" aria-labelledby="chart-${table}-title chart-${table}-text"><title id="chart-${table}-title">`))
  }
  assert.doesNotMatch(html, /style=|O que foi dito|What was said as/, 'no inline style, which the policy forbids, and no texts')
  // The zone of the last choice is this browser's, and another range is another page.
  const later = await (await ada.browser.get('/account/analytics?days=90')).text()
  assert.match(later, new RegExp(`value="${ZONE}" selected`))
  assert.equal(readTable(later, 'talk').length, 90)
})

test('what no form sends is refused, and a first look is in UTC until the device says otherwise', async () => {
  for (const query of ['days=8', 'days=x', 'zone=Mars/Olympus', `zone=${'a'.repeat(80)}`, 'days=7&zone=']) assert.equal((await ada.browser.get(`/account/analytics?${query}`)).status, 422, query)
  assert.equal((await ada.browser.get('/account/analytics/secrets.csv')).status, 404)
  const bia = await edge.signedUp({ tier: 'enterprise' })
  const empty = await (await bia.browser.get('/account/analytics')).text()
  assert.match(empty, /Nothing was said in these days/)
  assert.match(empty, /name="zone" data-own-zone/)
  assert.doesNotMatch(empty, /Person 0|<figure/, 'nothing of others')
})

test('plans without analytics are told which have it, and guests sign in first', async () => {
  const free = await edge.signedUp({ tier: 'premium' })
  assert.match(await (await free.browser.get('/account/analytics')).text(), /part of the plans Pro and Enterprise. Yours is Premium/)
  const file = await free.browser.get('/account/analytics/talk.csv', { accept: 'application/problem+json' })
  assert.equal(file.status, 403)
  const guest = await edge.browser().get('/account/analytics')
  assert.deepEqual([guest.status, guest.headers.get('location')], [303, '/sign-in?next=%2Faccount%2Fanalytics'])
})

test('administrators see sums of everyone with the cost of the work, nobody’s names, and nobody else does', async () => {
  const root = await edge.signedUp({ isAdmin: true })
  await edge.db.insert(stageCosts).values([
    { spentAt: new Date(edge.clock.now()), stage: 'translate', requests: 1_000, cpuMs: 36_000 }, { spentAt: new Date(edge.clock.now()), stage: 'mel', requests: 10, cpuMs: 500 },
  ])
  const html = await (await root.browser.get('/admin/analytics?days=7&zone=UTC')).text()
  assert.deepEqual(readTable(html, 'costs'), [['Spectrogram', '10', '0.5', '0.0500'], ['Translation', '1,000', '36.0', '0.0360']])
  assert.doesNotMatch(html, /Person 0|Guest 0|chart-people/)
  assert.match(html, /chart-talk-section/)
  assert.equal((await root.browser.get('/admin/analytics/talk.csv?days=7')).status, 200)
  assert.equal((await root.browser.get('/admin/analytics/people.csv')).status, 404)
  assert.match(await (await root.browser.get('/account')).text(), /href="\/admin\/analytics"/)
  for (const browser of [ada.browser, edge.browser()]) {
    assert.equal((await browser.get('/admin/analytics')).status, 404)
    assert.equal((await browser.get('/admin/analytics/talk.csv')).status, 404)
  }
})

test('programs read the same figures with a key that may', async () => {
  const { key } = await edge.keys.create({ accountId: ada.accountId, name: 'Program', scopes: ['analytics:read'] })
  const ask = (path: string, bearer = key) => edge.app.request(`http://parley.test/api/v1/analytics${path}`, { headers: { host: 'parley.test', authorization: `Bearer ${bearer}` } })
  const read = await (await ask(`?days=7&timeZone=${ZONE}`)).json()
  const truth = await countByHand(edge.db, { isTheirs: ({ ownerId }) => ownerId === ada.accountId, days: read.days.map(({ day }: { day: string }) => day), timeZone: ZONE, named: true })
  assert.deepEqual(read, truth)
  const file = await ask(`/talk?days=7&timeZone=${ZONE}`)
  assert.equal(file.headers.get('content-type'), 'text/csv; charset=utf-8')
  assert.equal((await file.text()).split('\r\n').length, 9)
  for (const path of ['?days=8', '?timeZone=Mars', '/secrets']) assert.equal((await ask(path)).status, 422, path)
  const { key: other } = await edge.keys.create({ accountId: ada.accountId, name: 'Other', scopes: ['rooms:read'] })
  const refused = await ask('', other)
  assert.equal(refused.status, 403)
  assert.match((await refused.json()).detail, /scope analytics:read/)
})
