import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { SAMPLE_MAX_BYTES } from '../../../domain/voice.ts'
import { recordCheck, recordState } from '../../../functions/voices/record_work.ts'
import { voiceConsents } from '../../../infra/db/schema/mod.ts'
import { openAdministeredEdge } from '../../administration_testing.ts'

let edge: Awaited<ReturnType<typeof openAdministeredEdge>>
before(async () => {
  edge = await openAdministeredEdge()
})
after(() => edge.close())

type Person = Awaited<ReturnType<typeof edge.signedUp>>

/** Somebody who agreed on the page, as everyone does. */
async function speaker(tier: 'premium' | 'pro' = 'premium'): Promise<Person> {
  const person = await edge.signedUp({ tier })
  const agreed = await person.browser.post('/account/voices/consent/cloning', { agree: 'yes', version: await versionShown(person) })
  assert.equal(agreed.headers.get('location'), '/account/voices?done=agreed')
  return person
}

const pageOf = async ({ browser }: Person, path = '/account/voices', headers?: Record<string, string>) => (await browser.get(path, headers)).text()
const versionShown = async (person: Person, at = 0) => [...(await pageOf(person)).matchAll(/name="version" value="([^"]+)"/g)][at]![1]!

function sample(name: string, bytes = 2_000, file = 'me & you.wav'): FormData {
  const form = new FormData()
  form.set('name', name)
  form.set('sample', new File([new Uint8Array(bytes).fill(1)], file))
  return form
}

async function upload(person: Person, name = 'Headset'): Promise<string> {
  const sent = await person.browser.post('/account/voices', sample(name))
  assert.equal(sent.headers.get('location'), '/account/voices?done=added')
  return (await edge.ownVoices.voices.list(person.accountId)).voices[0]!.voiceId
}

test('a voice is uploaded, checked, heard, named and deleted, without a script', async () => {
  const person = await speaker()
  assert.match(await pageOf(person, '/account'), /href="\/account\/voices"/)
  assert.match(await pageOf(person, '/account/voices?done=agreed'), /Your consent is recorded.*You have no voices yet.*0 of 5 samples/s)
  const voiceId = await upload(person, 'Headset <1>')
  const checking = await pageOf(person, '/account/voices?done=added')
  assert.match(checking, /received and is being checked.*Headset &lt;1&gt;.*Being checked.*1 of 5/s)
  assert.match(checking, /hx-get="\/account\/voices\/list"/, 'the list looks again by itself')
  assert.ok(!checking.includes('me &amp; you'), 'the name of the file is kept nowhere')
  await edge.ownVoices.makeReady(person.accountId, voiceId)
  const fragment = await pageOf(person, '/account/voices/list')
  assert.match(fragment, /^<div id="voices"/)
  assert.match(fragment, /Ready.*20 s of speech.*level -22 dBFS.*good quality.*heard with this voice/s)
  assert.ok(!fragment.includes('hx-get'))
  const heard = await person.browser.get(`/account/voices/${voiceId}/sample.wav`, { range: 'bytes=0-3' })
  assert.deepEqual([heard.status, await heard.text(), heard.headers.get('content-type')], [206, 'RIFF', 'audio/wav'])
  const spoken = await person.browser.get(`/account/voices/${voiceId}/test.wav?language=pt`)
  assert.deepEqual([spoken.status, (await spoken.arrayBuffer()).byteLength], [200, 48_044])
  assert.equal((await person.browser.get(`/account/voices/${voiceId}/test.wav?language=xx`)).status, 400)
  const renamed = await person.browser.post(`/account/voices/${voiceId}/rename`, { name: 'Büro' })
  assert.match(await pageOf(person, renamed.headers.get('location')!), /has a new name.*Büro/s)
  assert.match(await (await person.browser.post(`/account/voices/${voiceId}/rename`, { name: ' ' })).text(), /Give the voice a name/)
  const deleted = await person.browser.post(`/account/voices/${voiceId}/delete`, {})
  assert.match(await pageOf(person, deleted.headers.get('location')!), /all audio made with it are deleted.*You have no voices yet/s)
  assert.deepEqual(await edge.ownVoices.files(person.accountId), [])
  assert.equal((await person.browser.get(`/account/voices/${voiceId}/sample.wav`)).status, 404)
  // What another tab still shows.
  for (const action of ['delete', 'rename', 'choose', 'finish']) {
    const late = await person.browser.post(`/account/voices/${voiceId}/${action}`, { name: 'Late' })
    assert.deepEqual([late.status, /This voice is not there any more/.test(await late.text())], [422, true], action)
  }
})

test('free accounts are told which plans have voices, and reach none of it', async () => {
  const free = await edge.signedUp()
  const page = await pageOf(free)
  assert.match(page, /part of the plans Premium, Pro and Enterprise. Yours is Free/)
  assert.ok(!/type="file"|name="agree"/.test(page))
  const { voiceId } = { voiceId: await upload(await speaker()) }
  for (const [path, form] of [
    ['/account/voices', sample('Mine')], ['/account/voices/consent/cloning', { agree: 'yes', version: '2026-11' }], ['/account/voices/collect', {}],
    [`/account/voices/${voiceId}/choose`, {}],
  ] as const) assert.equal((await free.browser.post(path, form)).status, 403, path)
  assert.equal((await free.browser.get(`/account/voices/${voiceId}/test.wav?language=en`)).status, 404)
  const guest = edge.browser()
  assert.match((await guest.get('/account/voices')).headers.get('location')!, /^\/sign-in/)
  assert.match((await guest.post('/account/voices', sample('Mine'))).headers.get('location')!, /^\/sign-in/)
})

test('what is wrong with an upload is said beside its field, and what was typed is kept', async () => {
  const person = await speaker()
  const send = async (form: FormData) => {
    const answer = await person.browser.post('/account/voices', form)
    return { status: answer.status, page: await answer.text() }
  }
  const noName = await send(sample(' '))
  assert.deepEqual([noName.status, /field-name-error">Give the voice a name/.test(noName.page)], [422, true])
  const noFile = await send(sample('Office', 0))
  assert.match(noFile.page, /value="Office"/)
  assert.match(noFile.page, /field-sample-error"[^>]*>Record something or choose a file/)
  assert.equal((await send(sample('Large', SAMPLE_MAX_BYTES + 100_000))).status, 413)
  const large = await send(sample('Larger', SAMPLE_MAX_BYTES + 10))
  assert.match(large.page, /The file is larger than 20 MB/)
  for (let count = 0; count < 5; count++) await upload(person, `Voice ${count}`)
  assert.match(await pageOf(person), /5 of 5 samples.*All samples of your plan are used/s)
  const full = await send(sample('Sixth'))
  assert.deepEqual([full.status, full.page.includes('All samples of your plan are used')], [422, true])
})

test('each refusal of a sample, a missing engine and a failure are said in words of the reader’s language', async () => {
  const person = await speaker()
  const voiceId = await upload(person)
  const { deps, voices } = edge.ownVoices
  const { sampleId } = (await voices.list(person.accountId)).voices[0]!.sample
  const of = { accountId: person.accountId, voiceId }
  for (const [refusal, words] of [
    ['not-audio', /no audio in this file/], ['no-speech', /Nobody speaks/], ['too-short', /less than 10 seconds/], ['too-long', /more than 30 seconds/],
    ['too-quiet', /too quiet/], ['clipped', /distorted/], ['several-speakers', /More than one person/],
  ] as const) {
    await recordCheck(deps, { ...of, sampleId, refusal, speechMs: 1_000, levelDbfs: null })
    assert.match(await pageOf(person), words)
  }
  await person.browser.post('/locale', { locale: 'vi' })
  assert.match(await pageOf(person), /Giọng của tôi.*Không dùng được.*nhiều hơn một người/s)
  await person.browser.post('/locale', { locale: 'pt' })
  assert.match(await pageOf(person), /Minhas vozes.*Não serve.*Mais de uma pessoa/s)
  await person.browser.post('/locale', { locale: 'en' })
  await recordState(deps, { ...of, state: 'failed', cause: 'clone-refused' })
  assert.match(await pageOf(person), /could not make a voice of this sample.*Try again/s)
  edge.ownVoices.engine.here = false
  await recordState(deps, { ...of, state: 'waiting' })
  assert.match(await pageOf(person), /No cloning engine is available on this server.*Waiting for an engine/s)
  edge.ownVoices.engine.here = true
})

test('consent is asked with a box, shown with its day, and taking it back deletes everything', async () => {
  const person = await edge.signedUp({ tier: 'premium' })
  const asked = await pageOf(person)
  assert.match(asked, /This is my own voice. I agree/)
  assert.ok(!asked.includes('type="file"'), 'nothing can be sent before')
  assert.equal((await person.browser.post('/account/voices', sample('Mine'))).status, 403)
  const unticked = await person.browser.post('/account/voices/consent/cloning', { version: await versionShown(person) })
  assert.match(await unticked.text(), /field-agree-cloning-error">Tick the box/)
  assert.match(await (await person.browser.post('/account/voices/consent/cloning', { agree: 'yes', version: '2020-01' })).text(), /words have changed/)
  await person.browser.post('/account/voices/consent/cloning', { agree: 'yes', version: await versionShown(person) })
  await upload(person)
  assert.match(await pageOf(person), /You agreed on <time datetime="2026-11-24[^>]*>/)
  const revoked = await person.browser.post('/account/voices/consent/cloning/revoke', {})
  assert.equal(revoked.status, 303, await revoked.clone().text())
  assert.match(await pageOf(person, revoked.headers.get('location')!), /taken back.*This is my own voice. I agree/s)
  assert.deepEqual(await edge.ownVoices.files(person.accountId), [])
  const [kept] = await edge.db.select().from(voiceConsents).where(eq(voiceConsents.accountId, person.accountId))
  assert.ok(kept!.revokedAt && kept!.erasedAt)
})

test('collecting in meetings has its own words, shows how far it is, and stops', async () => {
  const person = await speaker()
  assert.equal((await person.browser.post('/account/voices/collect', {})).status, 403)
  await person.browser.post('/account/voices/consent/meetings', { agree: 'yes', version: await versionShown(person) })
  const started = await person.browser.post('/account/voices/collect', {})
  assert.match(await pageOf(person, started.headers.get('location')!), /is being collected in meetings.*0 of 30 seconds/s)
  assert.match(await (await person.browser.post('/account/voices/collect', {})).text(), /being collected already/)
  const { voiceId } = (await edge.ownVoices.voices.list(person.accountId)).voices[0]!
  assert.match(await (await person.browser.post(`/account/voices/${voiceId}/finish`, {})).text(), /less than 10 seconds of clear speech/)
  await person.browser.post('/account/voices/consent/meetings/revoke', {})
  assert.ok(!(await pageOf(person)).includes('is being collected'))
})
