import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { and, eq, isNull } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { createMemoryBlobs } from '../../infra/blob/memory.ts'
import { accounts, dubs, voiceConsents, voiceEmbeddings, voices as voicesTable } from '../../infra/db/schema/mod.ts'
import { addDub, addRoom } from '../dubs/testing.ts'
import { engineKey, uploadKey } from './keys.ts'
import { recordCancelled, recordEmbedding } from './record_work.ts'
import { readEmbedding, speakingVoice } from './speaking_voice.ts'
import { openTestVoices } from './testing.ts'

let at: Awaited<ReturnType<typeof openTestVoices>>
const memory = createMemoryBlobs()
/** How many deletions below a prefix fail before one works. */
let failing = 0
before(async () => {
  at = await openTestVoices({
    blob: { ...memory, deletePrefix: (prefix) => (failing-- > 0 ? Promise.reject(new DomainError('unavailable', 'the disk is away')) : memory.deletePrefix(prefix)) },
  })
})
after(() => at.close())

/** Somebody with two voices that are ready, each with a caption spoken with it. */
async function speaker() {
  const accountId = await at.person()
  const { meetingId, roomId } = await addRoom(at.db)
  const made = []
  for (const name of ['One', 'Two']) {
    const { voiceId } = await at.add(accountId, name)
    await at.makeReady(accountId, voiceId)
    await at.voices.testSentence({ accountId, voiceId, language: 'en' })
    await readEmbedding(at.deps, { accountId, voiceId, engine: 'scripted' })
    const { dubId } = await addDub(at, { meetingId, roomId, accountId, voiceId })
    made.push({ voiceId, dubId })
  }
  const clones = async () => {
    const found: string[] = []
    for await (const { key } of at.blob.list(`meetings/${meetingId}/`)) found.push(key)
    return found.length
  }
  const rows = async () => (await at.db.select().from(dubs).where(eq(dubs.accountId, accountId))).length
  return { accountId, one: made[0]!, two: made[1]!, clones, rows }
}

test('deleting a voice takes its sample, what the engine made of it, and every caption spoken with it, and leaves the other', async () => {
  const { accountId, one, two, clones, rows } = await speaker()
  assert.deepEqual([await clones(), await rows()], [4, 2])
  await at.voices.delete({ accountId, voiceId: one.voiceId })
  assert.deepEqual((await at.voices.list(accountId)).voices.map(({ voiceId }) => voiceId), [two.voiceId])
  assert.deepEqual([await clones(), await rows()], [2, 1])
  assert.ok((await at.files(accountId)).every((key) => key.startsWith(two.voiceId)))
  assert.equal(await readEmbedding(at.deps, { accountId, voiceId: one.voiceId, engine: 'scripted' }), null)
  assert.ok(at.stopped.includes(one.voiceId), 'work under way ends')
  assert.equal(await at.cache.get(`voice:${one.voiceId}:scripted`) ?? '', '')
  await assert.rejects(at.voices.delete({ accountId, voiceId: one.voiceId }), (error) => error instanceof DomainError && error.code === 'not-found')
})

test('taking consent back erases everything, from database, files and cache, and keeps when that was', async () => {
  const { accountId, one, clones, rows } = await speaker()
  await at.agree(accountId, 'meetings')
  await at.voices.startCollecting({ accountId, name: 'Collected' })
  await at.voices.revokeConsent({ accountId, purpose: 'cloning' })
  const list = await at.voices.list(accountId)
  assert.deepEqual([list.voices, list.consents, list.samples], [[], [], 0])
  assert.deepEqual([await at.files(accountId), await clones(), await rows()], [[], 0, 0])
  assert.equal((await at.db.select().from(voiceEmbeddings).where(eq(voiceEmbeddings.voiceId, one.voiceId))).length, 0)
  assert.equal(await at.cache.get(`voice:${one.voiceId}:scripted`) ?? '', '')
  const kept = await at.db.select().from(voiceConsents).where(eq(voiceConsents.accountId, accountId))
  assert.deepEqual(kept.map(({ revokedAt, erasedAt }) => [revokedAt === null, erasedAt === null]), [[false, false], [false, false]])
  await at.voices.revokeConsent({ accountId, purpose: 'cloning' })
  await assert.rejects(at.add(accountId), /agree first/)
  await at.agree(accountId)
  await at.add(accountId)
  assert.equal((await at.voices.list(accountId)).voices.length, 1)
})

test('erasing that is cut off is finished later, and nobody speaks with the voice meanwhile', async () => {
  const { accountId, clones, rows } = await speaker()
  failing = 1
  await assert.rejects(at.voices.revokeConsent({ accountId, purpose: 'cloning' }), /disk is away/)
  assert.equal(await speakingVoice(at.deps, { accountId, engine: 'scripted' }), null)
  assert.deepEqual((await at.voices.list(accountId)).voices.map(({ state }) => state), ['deleting', 'deleting'])
  assert.ok((await at.files(accountId)).length > 0)
  failing = 1
  await at.voices.tend()
  await at.voices.tend()
  assert.deepEqual([await at.files(accountId), await clones(), await rows()], [[], 0, 0])
  const [open] = await at.db.select().from(voiceConsents).where(and(eq(voiceConsents.accountId, accountId), isNull(voiceConsents.erasedAt)))
  assert.equal(open, undefined)
})

test('consent to collecting can be taken back alone: what was collected goes, what was uploaded stays', async () => {
  const accountId = await at.person()
  const uploaded = await at.add(accountId)
  await at.makeReady(accountId, uploaded.voiceId)
  await at.agree(accountId, 'meetings')
  await at.voices.startCollecting({ accountId, name: 'Collected' })
  await at.voices.revokeConsent({ accountId, purpose: 'meetings' })
  const list = await at.voices.list(accountId)
  assert.deepEqual([list.voices.map(({ voiceId }) => voiceId), list.consents.map(({ purpose }) => purpose)], [[uploaded.voiceId], ['cloning']])
  assert.ok(await at.voices.testSentence({ accountId, voiceId: uploaded.voiceId, language: 'fr' }))
})

test('work that ends after its voice was deleted leaves nothing behind', async () => {
  const accountId = await at.person()
  const { voiceId } = await at.add(accountId)
  await at.voices.delete({ accountId, voiceId })
  await at.blob.put(engineKey({ accountId, voiceId }, 'scripted'), new Uint8Array(3))
  assert.equal(await recordEmbedding(at.deps, { accountId, voiceId, engine: 'scripted', bytes: 3 }), 'gone')
  assert.deepEqual(await at.files(accountId), [])
  await at.blob.put(engineKey({ accountId, voiceId }, 'scripted'), new Uint8Array(3))
  assert.equal(await recordCancelled(at.deps, { accountId, voiceId }), 'gone')
  assert.deepEqual(await at.files(accountId), [])
  const kept = await at.add(accountId)
  await at.blob.put(uploadKey({ accountId, voiceId: crypto.randomUUID(), sampleId: crypto.randomUUID() }), new Uint8Array(3))
  await at.voices.sweep()
  assert.deepEqual((await at.files(accountId)).map((key) => key.split('/')[0]), [kept.voiceId], 'files without a row go')
})

test('an account that is deleted takes its voices along', async () => {
  const { accountId, clones, rows } = await speaker()
  await at.voices.eraseAccount({ accountId })
  await at.db.delete(accounts).where(eq(accounts.accountId, accountId))
  assert.deepEqual([await at.files(accountId), await clones(), await rows()], [[], 0, 0])
  for (const table of [voicesTable, voiceConsents]) assert.equal((await at.db.select().from(table).where(eq(table.accountId, accountId))).length, 0)
})

test('a consent is to the words that were shown, once, and to new ones again', async () => {
  const accountId = await at.person('premium', { agrees: false })
  const say = (version: string) => at.voices.giveConsent({ accountId, purpose: 'cloning', version, locale: 'pt', words: 'Concordo.' })
  await assert.rejects(say('2020-01'), (error) => error instanceof DomainError && error.code === 'conflict')
  await Promise.all([at.agree(accountId), at.agree(accountId)])
  await at.agree(accountId)
  const rows = await at.db.select().from(voiceConsents).where(eq(voiceConsents.accountId, accountId))
  assert.deepEqual(rows.map(({ purpose, locale, wordsHash }) => [purpose, locale, wordsHash.length]), [['cloning', 'en', 43]])
  await at.db.update(voiceConsents).set({ version: '2020-01' }).where(eq(voiceConsents.accountId, accountId))
  assert.deepEqual((await at.voices.list(accountId)).consents, [])
  await assert.rejects(at.add(accountId), /agree first/)
  await at.agree(accountId)
  assert.equal((await at.voices.list(accountId)).consents.length, 1)
})
