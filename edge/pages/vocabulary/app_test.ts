import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { TERMS_MAX } from '../../../domain/vocabulary.ts'
import { documents, documentTerms, vocabularies, vocabularyTerms } from '../../../infra/db/schema/mod.ts'
import { openAdministeredEdge } from '../../administration_testing.ts'

let edge: Awaited<ReturnType<typeof openAdministeredEdge>>
before(async () => {
  edge = await openAdministeredEdge()
})
after(() => edge.close())

type Browser = Awaited<ReturnType<typeof edge.signedUp>>['browser']
const PATH = '/account/vocabulary'
const read = async (browser: Browser, path = PATH) => await (await browser.get(path)).text()
const csv = (text: string) => {
  const form = new FormData()
  form.append('file', new File([text], 'terms.csv', { type: 'text/csv' }))
  return form
}
const follow = async (browser: Browser, answer: Response) => {
  assert.equal(answer.status, 303)
  return read(browser, answer.headers.get('location')!)
}

test('a term is added, shown, found, changed and removed', async () => {
  const { browser } = await edge.signedUp({ tier: 'pro' })
  assert.match(await read(browser, '/account'), /href="\/account\/vocabulary"/)
  assert.match(await read(browser), /There are no terms yet/)
  const added = await follow(browser, await browser.post(PATH, { term: 'Spool <valve>', sounds: 'spool', language: 'pt', translation: 'válvula' }))
  assert.match(added, /The term was added.*Spool &lt;valve&gt;/s)
  assert.match(added, /Portuguese: <bdi>válvula/)
  assert.match(await read(browser, `${PATH}?q=V%C3%81LV`), /<th scope="row"><bdi>Spool/)
  assert.match(await read(browser, `${PATH}?q=nothing`), /No term has these letters/)
  const edit = /href="(\/account\/vocabulary\?edit=[\w-]+)"/.exec(added)![1]!
  const form = await read(browser, edit)
  assert.match(form, /value="Spool &lt;valve&gt;".*<option value="pt" selected.*value="válvula"/s)
  const change = /action="(\/account\/vocabulary\/terms\/[\w-]+\/change)"/.exec(form)![1]!
  const other = await edge.signedUp({ tier: 'pro' })
  assert.equal((await other.browser.post(change, { term: 'Stolen' })).status, 404)
  assert.match(await follow(browser, await browser.post(change, { term: 'Halvex', doNotTranslate: 'yes' })), /The term was changed.*Halvex.*stays as it is/s)
  assert.match(await follow(browser, await browser.post(change.replace('change', 'remove'), {})), /The term was removed/)
})

test('mistakes stand beside their fields, and what was typed is kept', async () => {
  const { browser } = await edge.signedUp({ tier: 'pro' })
  for (const [typed, expected] of [
    [{ term: ' ', sounds: 'kwor' }, /id="field-term-error">Enter a term.*value="kwor"/s], [{ term: 'x', sounds: 'y'.repeat(81) }, /id="field-sounds-error">Use at most 80/],
    [{ term: 'x', language: 'xx', translation: 'y' }, /id="field-translations-error">Choose a language/], [{ term: 'x', language: '', translation: 'y' }, /Choose a language for each/],
  ] as const) {
    const answer = await browser.post(PATH, typed)
    assert.equal(answer.status, 422)
    assert.match(await answer.text(), expected)
  }
  await browser.post(PATH, { term: 'Halvex' })
  const twice = await browser.post(PATH, { term: 'halvex' })
  assert.deepEqual([twice.status, /has this term already/.test(await twice.text())], [422, true])
})

test('a file is taken with its mistakes named, given back without formulas, and refused when it is none', async () => {
  const { browser } = await edge.signedUp({ tier: 'pro' })
  const taken = await browser.post(`${PATH}/import`, csv('term,do_not_translate,pt\n=Halvex,yes,\nspool valve,,válvula\n,,x\nx,maybe,\n'))
  const page = await taken.text()
  assert.equal(taken.status, 200)
  assert.match(page, /Added: 2\. Changed: 0\..*Rows that were not taken: 2.*Row 4, term: there is no term.*Row 5, do_not_translate: write yes or no/s)
  const file = await browser.get(`${PATH}/export.csv`)
  assert.equal(file.headers.get('content-type'), 'text/csv; charset=utf-8')
  assert.match(await file.text(), /^term,sounds,do_not_translate,pt\r\n'=Halvex,,yes,\r\nspool valve,,,válvula\r\n$/)
  for (const [sent, expected] of [[csv(''), /Choose a CSV file/], [csv('word\n'), /names a column that is neither/], [csv('term\n"x'), /not CSV/], [csv(`term\n${'x'.repeat(1024 * 1024)}`), /larger than 1 MB/], [new FormData(), /Choose a CSV file/]] as const) {
    const answer = await browser.post(`${PATH}/import`, sent)
    assert.equal(answer.status, 422)
    assert.match(await answer.text(), expected)
  }
})

test('suggestions are taken or dismissed', async () => {
  const { browser, accountId } = await edge.signedUp({ tier: 'pro' })
  const documentId = crypto.randomUUID()
  await edge.db.insert(documents).values({ documentId, accountId, name: 'm.txt', state: 'ready', createdAt: new Date(), changedAt: new Date() })
  await edge.db.insert(documentTerms).values([{ documentId, term: 'Zymoport', count: 4, ordinal: 0 }, { documentId, term: 'Mirovent', count: 2, ordinal: 0 }])
  assert.match(await read(browser), /Zymoport.*in documents, 4 times.*Mirovent/s)
  await follow(browser, await browser.post(`${PATH}/suggestions`, { term: 'Zymoport', action: 'add' }))
  const after = await follow(browser, await browser.post(`${PATH}/suggestions`, { term: 'Mirovent', action: 'dismiss' }))
  assert.match(after, /<th scope="row"><bdi>Zymoport/)
  assert.doesNotMatch(after, /Mirovent|Suggestions/)
  assert.equal((await browser.post(`${PATH}/suggestions`, { term: 'x', action: 'steal' })).status, 400)
})

test('a suggestion that has no place is refused on the page, and is still there', async () => {
  const { browser, accountId } = await edge.signedUp({ tier: 'pro' })
  const documentId = crypto.randomUUID()
  await edge.db.insert(documents).values({ documentId, accountId, name: 'm.txt', state: 'ready', createdAt: new Date(), changedAt: new Date() })
  await edge.db.insert(documentTerms).values({ documentId, term: 'Zymoport', count: 4, ordinal: 0 })
  await browser.post(PATH, { term: 'Halvex' })
  const [own] = await edge.db.select().from(vocabularies).where(eq(vocabularies.accountId, accountId))
  await edge.db.insert(vocabularyTerms).values(Array.from({ length: TERMS_MAX - 1 }, (_, at) => (
    { termId: crypto.randomUUID(), vocabularyId: own!.vocabularyId, term: `term ${at}`, key: `term ${at}`, sounds: '', translations: {}, doNotTranslate: false, changedAt: new Date() })))
  for (const term of ['Zymoport', 'halvex']) {
    const answer = await browser.post(`${PATH}/suggestions`, { term, action: 'add' })
    const page = await answer.text()
    assert.equal(answer.status, 422)
    assert.match(page, /role="alert">The vocabulary has this term already, or is full \(1,000 terms\)<.*Add Zymoport/s)
    assert.doesNotMatch(page, /The term was added/)
  }
})

test('plans without vocabulary are told which have it and refused, guests sign in first, strangers see no team’s', async () => {
  const { browser } = await edge.signedUp({ tier: 'premium' })
  assert.match(await read(browser), /part of the plans Pro and Enterprise. Yours is Premium/)
  assert.equal((await browser.post(PATH, { term: 'Halvex' })).status, 403)
  assert.equal((await browser.post(`${PATH}/import`, csv('term\nx\n'))).status, 403)
  assert.equal((await browser.post(`${PATH}/suggestions`, { term: 'x', action: 'add' })).status, 403)
  const guest = edge.browser({ address: '198.51.99.1' })
  assert.match((await guest.get(PATH)).headers.get('location') ?? '', /^\/sign-in/)
  const owner = await edge.signedUp({ tier: 'pro' })
  const made = await owner.browser.post('/teams', { name: 'Pumps' })
  const teamId = /\/teams\/([\w-]+)/.exec(made.headers.get('location')!)![1]!
  assert.match(await follow(owner.browser, await owner.browser.post(`${PATH}?team=${teamId}`, { term: 'Halvex' })), /Vocabulary of Pumps.*Halvex/s)
  assert.equal((await browser.get(`${PATH}?team=${teamId}`)).status, 404)
  assert.equal((await browser.get(`${PATH}/export.csv?team=${teamId}`)).status, 404)
  assert.match(await read(owner.browser), new RegExp(`team=${teamId}`))
})
