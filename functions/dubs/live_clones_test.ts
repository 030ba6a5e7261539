import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { setImmediate as settle } from 'node:timers/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eq } from 'drizzle-orm'
import type { LiveCause } from '../../domain/dub.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { wavSamples } from '../../domain/wav.ts'
import { createMemoryCache } from '../../infra/cache/memory.ts'
import { voiceConsents } from '../../infra/db/schema/mod.ts'
import type { Cloner } from '../../models/cloning/cloner.ts'
import { loudnessOf } from '../../models/cloning/match_loudness.ts'
import { createPocket } from '../../models/cloning/pocket/pocket.ts'
import { createScriptedVad } from '../../models/vad/scripted.ts'
import { engineKey } from '../voices/keys.ts'
import { eraseClonedAudio } from './erase_cloned.ts'
import { keepClone } from './keep_clone.ts'
import { createLiveClones } from './live_clones.ts'
import { prepareDub } from './prepare_dub.ts'
import { queueDub } from './queue_dub.ts'
import { sayInVoice } from './say_in_voice.ts'
import { settleDub } from './speak_quick.ts'
import { openDubStage } from './testing.ts'

const signal = new AbortController().signal
/** A second of the voice; the quick voice says as many samples of 1 as there are characters. */
const HUM = Int16Array.from({ length: 24_000 }, (_, at) => 3_000 * Math.sin(at / 20))
const TEXT = 'Bom dia a todos. Vamos ao orçamento.'

type Sound = (text: string, signal: AbortSignal) => AsyncIterable<Int16Array>

/** Ada's voice, an engine that speaks it as its script says, and what is heard of it. */
async function open(sound: Sound = async function* () { yield HUM }, { cloner: given = null as Cloner | null, ...options }: Parameters<typeof openDubStage>[0] & { cloner?: Cloner | null } = {}) {
  const stage = await openDubStage(options)
  const engine = given?.engine ?? 'scripted'
  const said: string[] = []
  const prepared: string[] = []
  const cloner: Cloner = given ?? {
    engine,
    live: { prepare: async ({ language }) => void prepared.push(language) },
    languages: async () => ['pt'], ready: async () => true, embed: async () => new Uint8Array(), close: async () => {},
    async *speak({ text }, { signal: gone } = {}) {
      said.push(text)
      yield* sound(text, gone!)
    },
  }
  const cache = createMemoryCache({ clock: stage.clock })
  const live = createLiveClones({ ...stage.deps, cache, blob: stage.blob, rooms: stage.rooms, meetingOf: stage.meetingOf, cloner, languages: await cloner.languages(), clock: stage.clock })
  const deps = { ...stage.deps, live }
  /** One caption: how much was heard of the clone and how many characters of the quick voice, and why. */
  const hear = async (captionId: string, { text = TEXT, language = 'pt' as Language, speed = undefined as number | undefined, until = signal, onPiece = async () => {} } = {}) => {
    const causes: LiveCause[] = []
    const dub = live.begin({ ...stage.request, captionId, text, language })
    const { engine: first, audio } = await dub.speak({ signal: until, onQuick: (cause) => causes.push(cause), ...(speed === undefined ? {} : { speed }) })
    let [own, quick] = [0, 0]
    for await (const piece of audio) {
      if (piece[0] === 1) quick += piece.length
      else own += piece.length
      await onPiece()
    }
    return { first, own, quick, causes }
  }
  return {
    ...stage, deps, live, hear, said, prepared, cache, cloner,
    outcomes: () => stage.counted.filter((line) => line.startsWith('liveClones')).map((line) => line.split(' ')[1]),
    async close() {
      await live.close()
      await stage.close()
    },
  }
}
async function using(stage: ReturnType<typeof open>, run: (stage: Awaited<ReturnType<typeof open>>) => Promise<void>) {
  const opened = await stage
  try {
    await run(opened)
  } finally {
    await opened.close()
  }
}

test('a caption is heard in the speaker’s own voice, sentence by sentence, and what was heard becomes the clone of its line', async () => {
  await using(open(), async ({ deps, live, hear, said, blob, cache, cloner, dub, files, outcomes, clock, request, db, meetingOf, ada, voiceId }) => {
    // Its line asks for it first, and waits.
    const { dub: { dubId } } = await queueDub({ db, meetingOf }, { ...request, captionId: 'one', text: TEXT }, { accountId: ada, voiceId: voiceId!, askedMs: clock.now() })
    let prepared: ReturnType<typeof prepareDub> | null = null
    let isPrepared = false
    const heard = await hear('one', {
      onPiece: async () => {
        prepared ??= prepareDub(deps, dubId, { signal }).finally(() => { isPrepared = true })
        equal(isPrepared, false, 'nobody makes it meanwhile')
      },
    })
    deepEqual(heard, { first: 'scripted', own: 48_000, quick: 0, causes: [] })
    deepEqual([said, outcomes()], [['Bom dia a todos.', 'Vamos ao orçamento.'], ['spoken']])
    const next = await prepared!
    if (next.next !== 'clone') throw new Error(`Not to be kept: ${JSON.stringify(next)}`)
    equal(live.saying({ captionId: 'one', language: 'pt' }), null)
    deepEqual(await files(), ['heard.wav'])
    const { order } = next
    const { durationMs } = await sayInVoice({ blob, cache, cloner }, order, { signal })
    equal(durationMs, 2_000)
    equal(Math.abs(loudnessOf(wavSamples((await blob.read(order.to))!)) + 19) < 0.5, true)
    equal(await keepClone(deps, dubId, { ...order, durationMs }), true)
    deepEqual([said.length, (await dub()).map(({ state }) => state), await files()], [2, ['ready'], ['clone.wav']])
    // What comes next is about as loud as that.
    const { audio } = await live.begin({ ...request, captionId: 'two', text: 'Bom dia a todos.' }).speak({ signal, onQuick() {} })
    let loudest = 0
    for await (const piece of audio) loudest = piece.reduce((most, sample) => Math.max(most, sample), loudest)
    ok(loudest > 4_500 && loudest < 5_500, String(loudest))
  })
})

test('whoever has no voice, no consent, no plan or no such language is heard in the quick one, with its cause', async () => {
  const cause = async (options: Parameters<typeof open>[1], given: { language?: Language; speed?: number } = {}, change: (stage: Awaited<ReturnType<typeof open>>) => Promise<unknown> = async () => {}) => {
    let found: unknown
    await using(open(undefined, options), async (stage) => {
      await change(stage)
      const { own, quick, causes } = await stage.hear('one', given)
      deepEqual([own, stage.said, stage.outcomes(), await stage.files()], [0, [], causes, []])
      equal(quick > 0, true)
      found = causes
    })
    return found
  }
  deepEqual(await cause({ voice: null }), ['no-voice'])
  deepEqual(await cause({ shared: true }), ['no-voice'])
  deepEqual(await cause({ tier: 'free' }), ['tier'])
  deepEqual(await cause({}, { language: 'en' }), ['language'])
  deepEqual(await cause({}, { speed: 1.25 }), ['slow'])
  deepEqual(await cause({}, {}, async ({ db, ada }) => db.update(voiceConsents).set({ revokedAt: new Date() }).where(eq(voiceConsents.accountId, ada))), ['no-voice'])
  deepEqual(await cause({}, {}, async ({ blob, ada, voiceId }) => blob.delete(engineKey({ accountId: ada, voiceId: voiceId! }, 'scripted'))), ['consent'])
})

test('an engine that fails, says nothing or breaks off is followed by the quick voice from there on: nothing is silent, nothing twice', async () => {
  const turns: Record<string, Sound> = {
    engine: async function* () { throw new DomainError('model-unavailable', 'It died') },
    empty: async function* () {},
    // Sixteen characters, as many as a second holds.
    broken: async function* (text) {
      yield HUM
      if (text.startsWith('Vamos')) throw new Error('odd')
    },
    noise: async function* (text) {
      yield HUM
      if (text.startsWith('Bom')) throw new DomainError('clone-failed', 'No speech in it')
    },
  }
  let turn = ''
  await using(open((text, gone) => turns[turn]!(text, gone)), async ({ hear, outcomes, files, live }) => {
    for (const [name, own, quick, why] of [['engine', 0, TEXT.length, 'engine'], ['empty', 0, TEXT.length, 'empty'], ['broken', 48_000, 0, 'engine'], ['noise', 24_000, TEXT.length, 'empty']] as const) {
      turn = name
      const heard = await hear(name)
      deepEqual([heard.own, heard.causes], [own, [why]], name)
      if (name === 'broken') ok(heard.quick <= 'orçamento.'.length, String(heard.quick))
      else equal(heard.quick, quick, name)
      equal(live.saying({ captionId: name, language: 'pt' }), null)
    }
    deepEqual([outcomes(), await files()], [['engine', 'empty', 'engine', 'empty'], []])
  })
})

test('a clone that is late gives way, and an engine that is slower than its sound rests before it is tried again', async () => {
  let pieces = 0
  let tick = (_: number) => {}
  const hang: Sound = async function* (_text, gone) { await new Promise((_, reject) => gone.addEventListener('abort', () => reject(gone.reason))) }
  const slow: Sound = async function* () {
    for (let at = 0; at < 3; at++) {
      if (pieces++ > 0) tick(1_100)
      yield HUM
    }
  }
  let sound = hang
  await using(open((text, gone) => sound(text, gone)), async ({ hear, said, clock }) => {
    tick = (ms) => clock.advance(ms)
    const pass = async (work: Promise<unknown>) => {
      let over = false
      void work.finally(() => { over = true })
      while (!over) {
        clock.advance(said.length > 0 ? 100 : 0)
        await settle()
      }
      return work
    }
    const late = hear('late')
    while (said.length === 0) await settle()
    deepEqual(await pass(late), { first: 'scripted', own: 0, quick: TEXT.length, causes: ['slow'] })

    sound = slow
    deepEqual((await hear('slow', { text: 'Bom dia.' })).causes, [])
    deepEqual(said.at(-1), 'Bom dia.')
    const before = said.length
    deepEqual((await hear('resting')).causes, ['slow'])
    equal(said.length, before, 'it is not asked')
    clock.advance(60_000)
    sound = async function* () { yield HUM }
    deepEqual((await hear('rested')).causes, [])
  })
})

test('one is made at a time: what cannot wait for the other is said in the quick voice', async () => {
  let go = () => {}
  let sound: Sound = async function* () {
    yield HUM
    await new Promise<void>((resolve) => { go = resolve })
  }
  await using(open((text, gone) => sound(text, gone)), async ({ hear, said, clock }) => {
    const first = hear('first', { text: 'Bom dia.' })
    while (said.length === 0) await settle()
    sound = async function* () { yield HUM }
    let over = false
    const second = hear('second').finally(() => { over = true })
    const third = hear('third', { text: 'Até logo.' })
    // The next piece of the first may take longer than the others wait.
    while (!over) {
      clock.advance(10)
      await settle()
    }
    deepEqual([(await second).causes, (await third).causes], [['busy'], ['busy']])
    go()
    deepEqual((await first).causes, [])
    deepEqual((await hear('fourth', { text: 'Bom dia.' })).causes, [], 'it is free again')
  })
})

test('taking the voice back ends it within the sentence, and nothing of it is kept', async () => {
  await using(open(async function* () { yield HUM; yield HUM }), async ({ hear, live, deps, db, blob, ada, files, said, request, meetingOf, voiceId, clock }) => {
    const { dub: { dubId } } = await queueDub({ db, meetingOf }, { ...request, captionId: 'first' }, { accountId: ada, voiceId: voiceId!, askedMs: clock.now() })
    let pieces = 0
    const heard = await hear('one', { onPiece: async () => { if (++pieces === 1) live.stop({ accountId: ada }) } })
    deepEqual([heard.own, heard.causes, said.length], [24_000, ['consent'], 1])
    ok(heard.quick >= 'Vamos ao orçamento.'.length && heard.quick < TEXT.length, String(heard.quick))
    // Between two sentences it is asked for again, whoever took it back.
    pieces = 0
    const asked = await hear('two', { onPiece: async () => { if (++pieces === 2) await db.update(voiceConsents).set({ revokedAt: new Date() }) } })
    deepEqual([asked.own, asked.causes, asked.quick], [48_000, ['consent'], 'Vamos ao orçamento.'.length])
    deepEqual(await files(), [])
    // What was heard before goes with everything else.
    await blob.put(`meetings/${(await db.query.dubs.findFirst())!.meetingId}/dubs/${dubId}/heard.wav`, new Uint8Array(50))
    await eraseClonedAudio({ db, blob }, { accountId: ada })
    deepEqual(await files(), [])
    equal(await settleDub(deps, dubId, { cause: 'consent' }), null)
  })
})

test('whoever stops listening ends the work, and leaves the caption to its line', async () => {
  const gone = new AbortController()
  await using(open(), async ({ hear, live, request, outcomes, files }) => {
    await rejects(hear('one', { until: gone.signal, onPiece: async () => gone.abort(new Error('left')) }), /left/)
    live.begin({ ...request, captionId: 'two' }).leave()
    deepEqual([live.saying({ captionId: 'one', language: 'pt' }), live.saying({ captionId: 'two', language: 'pt' }), outcomes(), await files()], [null, null, [], []])
    await rejects(hear('dots', { text: '…' }), { code: 'invalid-input' })
  })
})

test('the first words of a speaker have the engine get ready for them', async () => {
  await using(open(), async ({ live, prepared, request }) => {
    live.prepare({ ...request, language: 'en' })
    live.prepare(request)
    await live.close()
    deepEqual(prepared, ['pt'])
  })
})

test('Pocket TTS speaks live: sound comes in pieces, and the line gets what was heard', async (t) => {
  const bundle = fileURLToPath(new URL('../../tests/fixtures/hub/KevinAHM/pocket-tts-onnx/onnx/english_2026-04/', import.meta.url))
  // Random weights say nothing: voice activity hears speech in all of it.
  const cloner = createPocket({ bundles: new Map<Language, string>([['en', bundle]]), vad: createScriptedVad(() => 0.9) })
  t.after(() => cloner.close())
  await using(open(undefined, { cloner, engine: 'pocket' }), async ({ live, hear, blob, ada, voiceId, request, db, deps }) => {
    await blob.put(engineKey({ accountId: ada, voiceId: voiceId! }, 'pocket'), await cloner.embed([HUM, HUM]))
    const language = 'en' as const
    await cloner.live!.prepare({ language, embedding: (await blob.read(engineKey({ accountId: ada, voiceId: voiceId! }, 'pocket')))! })
    let pieces = 0
    const text = 'The meeting starts at nine, and then we look at the budget.'
    const { first, own, quick, causes } = await hear('pocket', { text, language, onPiece: async () => void pieces++ })
    deepEqual([first, quick, causes], ['pocket', 0, []])
    ok(own > 24_000 && pieces > 3, `${own} samples in ${pieces} pieces`)
    await live.saying({ captionId: 'pocket', language })
    const row = (await db.query.dubs.findFirst())!
    const prepared = await prepareDub(deps, row.dubId, { signal })
    equal(prepared.next, 'clone')
    equal(wavSamples((await blob.read((prepared as Extract<typeof prepared, { next: 'clone' }>).order.heard!))!).length, own)
    deepEqual([row.text, request.roomId], [text, row.roomId])
  })
})
