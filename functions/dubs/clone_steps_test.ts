import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { eq } from 'drizzle-orm'
import { accounts, voiceConsents } from '../../infra/db/schema/mod.ts'
import { createMemoryCache } from '../../infra/cache/memory.ts'
import { readPhrases } from '../../models/translation/warm.ts'
import { loudnessOf } from '../../models/cloning/match_loudness.ts'
import { wavSamples } from '../../domain/wav.ts'
import { keepClone } from './keep_clone.ts'
import { keepPhraseAhead, phraseOrders } from './phrases_ahead.ts'
import { prepareDub } from './prepare_dub.ts'
import { queueDub } from './queue_dub.ts'
import { sayInVoice } from './say_in_voice.ts'
import { settleDub, speakQuick } from './speak_quick.ts'
import { openDubStage } from './testing.ts'

const signal = new AbortController().signal
/** A hum, far softer than speech usually is. */
const hum = Int16Array.from({ length: 24_000 }, (_, at) => 500 * Math.sin(at / 20))

async function withStage(options: Parameters<typeof openDubStage>[0], run: (stage: Awaited<ReturnType<typeof openDubStage>> & { dubId: string; order(): Promise<Extract<Awaited<ReturnType<typeof prepareDub>>, { next: 'clone' }>['order']>; say(text?: string): ReturnType<typeof sayInVoice> }) => Promise<void>, text = 'Bom dia a todos') {
  const stage = await openDubStage(options)
  const { db, meetingOf, request, ada, voiceId, clock, deps, blob } = stage
  const { dub: { dubId } } = await queueDub({ db, meetingOf }, { ...request, text }, { accountId: ada, voiceId: voiceId ?? crypto.randomUUID(), askedMs: clock.now() })
  const order = async () => {
    const prepared = await prepareDub(deps, dubId, { signal })
    if (prepared.next !== 'clone') throw new Error(`Not to be cloned: ${JSON.stringify(prepared)}`)
    return prepared.order
  }
  const cloner = { engine: 'scripted', async *speak() { yield hum } }
  try {
    await run({ ...stage, dubId, order, say: async () => sayInVoice({ blob, cloner, cache: createMemoryCache({ clock }) }, await order(), { signal }) })
  } finally {
    await stage.close()
  }
}

test('a dub is prepared, said as loud as speech is, and kept', async () => {
  await withStage({}, async ({ deps, dubId, order, say, told, counted, blob, dub }) => {
    const { to, voiceId, engine } = await order()
    const { durationMs } = await say()
    equal(durationMs, 1_000)
    equal(Math.abs(loudnessOf(wavSamples((await blob.read(to))!)) + 19) < 0.5, true)
    equal(await keepClone(deps, dubId, { to, voiceId, engine, durationMs }), true)
    // A worker that did not hear of it does it again: nothing changes, and nothing is counted twice.
    equal(await keepClone(deps, dubId, { to, voiceId, engine, durationMs }), true)
    await settleDub(deps, dubId, { cause: 'slow' })
    deepEqual([...new Set(told)], ['working', 'ready'])
    deepEqual(counted.filter((line) => line.startsWith('clones ')), ['clones other ready none'])
    deepEqual((await dub()).map(({ state, durationMs: length, cause }) => [state, length, cause]), [['ready', 1_000, null]])
  })
})

test('what the plan, the engine and the speaker do not allow is not begun', async () => {
  const next = async (options: Parameters<typeof openDubStage>[0], change: (stage: Awaited<ReturnType<typeof openDubStage>>) => Promise<unknown> = async () => {}) => {
    let found: unknown
    await withStage(options, async (stage) => {
      await change(stage)
      found = await prepareDub(stage.deps, stage.dubId, { signal })
    })
    return found
  }
  deepEqual(await next({ tier: 'free' }), { next: 'quick', cause: 'tier' })
  deepEqual(await next({ engine: null }), { next: 'quick', cause: 'no-engine' })
  deepEqual(await next({ voice: 'waiting' }), { next: 'quick', cause: 'consent' })
  deepEqual(await next({}, ({ db, ada }) => db.update(voiceConsents).set({ revokedAt: new Date() }).where(eq(voiceConsents.accountId, ada))), { next: 'quick', cause: 'consent' })
  deepEqual(await next({}, ({ db, ada }) => db.update(accounts).set({ tier: 'free' }).where(eq(accounts.accountId, ada))), { next: 'quick', cause: 'consent' }, 'the speaker\'s own plan')
  deepEqual(await next({}, async ({ deps }) => Object.assign(deps.cloner!, { languages: async () => ['en'] })), { next: 'quick', cause: 'language' })
  deepEqual(await next({}, async ({ db }) => db.execute('delete from dubs')), { next: 'over' })
})

test('a consent that is taken back before the clone is kept takes its file away', async () => {
  await withStage({}, async ({ deps, dubId, order, say, db, ada, files }) => {
    const made = { ...(await order()), ...(await say()) }
    await db.update(voiceConsents).set({ revokedAt: new Date() }).where(eq(voiceConsents.accountId, ada))
    equal(await keepClone(deps, dubId, made), false)
    deepEqual(await files(), [])
  })
})

test('a clone that comes when the line has settled with the quick voice is not heard', async () => {
  await withStage({}, async ({ deps, dubId, order, say, files, told }) => {
    const made = { ...(await order()), ...(await say()) }
    await speakQuick(deps, dubId, { signal })
    await settleDub(deps, dubId, { cause: 'slow' })
    equal(await keepClone(deps, dubId, made), false)
    deepEqual(await files(), ['quick.wav'])
    equal(told.at(-1), 'quick+quick:slow')
  })
})

test('an embedding that is gone, one of another engine, and an engine without sound are told apart', async () => {
  await withStage({}, async ({ order, blob, clock }) => {
    const wanted = await order()
    const deps = { blob, cache: createMemoryCache({ clock }) }
    const code = (expected: string) => (error: { code?: string }) => error.code === expected
    await rejects(sayInVoice({ ...deps, cloner: { engine: 'other', async *speak() {} } }, wanted, { signal }), code('clone-unavailable'))
    await rejects(sayInVoice({ ...deps, cloner: { engine: 'scripted', async *speak() { yield new Int16Array(0) } } }, wanted, { signal }), code('clone-failed'))
    await rejects(sayInVoice({ ...deps, cache: createMemoryCache({ clock }), cloner: { engine: 'scripted', async *speak() {} } }, { ...wanted, voiceId: crypto.randomUUID() }, { signal }), code('forbidden'))
  })
})

test('a common phrase is made once, and taken over at once the next time', async () => {
  const [phrase] = await readPhrases('pt')
  await withStage({}, async ({ deps, dubId, order, say, counted, db, meetingOf, request, ada, voiceId, clock }) => {
    const made = { ...(await order()), ...(await say()) }
    equal(await keepClone(deps, dubId, made), true)
    const { dub } = await queueDub({ db, meetingOf }, { ...request, captionId: 'again', text: phrase! }, { accountId: ada, voiceId: voiceId!, askedMs: clock.now() })
    deepEqual(await prepareDub(deps, dub.dubId, { signal }), { next: 'over' })
    deepEqual(counted.filter((line) => line.startsWith('clonePhrases')).slice(-1), ['clonePhrases hit'])
    // What is said ahead leaves out what is there, and ends with the voice.
    const orders = await phraseOrders(deps, { accountId: ada, language: 'pt' })
    deepEqual([orders.length, orders.some(({ text }) => text === phrase)], [39, false])
    equal(await keepPhraseAhead(deps, orders[0]!), true)
    await db.update(voiceConsents).set({ revokedAt: new Date() }).where(eq(voiceConsents.accountId, ada))
    equal(await keepPhraseAhead(deps, orders[0]!), false)
    deepEqual(await phraseOrders(deps, { accountId: ada, language: 'pt' }), [])
  }, phrase)
})
