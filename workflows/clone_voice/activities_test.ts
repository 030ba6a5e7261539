import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { MockActivityEnvironment } from '@temporalio/testing'
import { DomainError } from '../../domain/errors.ts'
import { toWav } from '../../domain/wav.ts'
import { beginWork } from '../../functions/voices/record_work.ts'
import { openTestVoices } from '../../functions/voices/testing.ts'
import { openSampleModels } from '../../models/cloning/open_sample_models.ts'
import type { OpenedSampleModels } from '../../models/cloning/open_sample_models.ts'
import { BUNDLED_FOLDER } from '../../models/store/store.ts'
import { readWav } from '../../tests/read_wav.ts'
import { createCloneVoiceActivities } from './activities.ts'
import { createCloneVoiceBooks } from './books.ts'

/** Twenty seconds of one reader of LibriSpeech. */
const SPEAKER = await readFile(new URL('../../tests/fixtures/voices/speaker.ogg', import.meta.url))

let at: Awaited<ReturnType<typeof openTestVoices>>
let models: OpenedSampleModels
const learnt: number[] = []
let here = true

before(async () => {
  at = await openTestVoices()
  models = await openSampleModels({ store: { locate: async (id) => `${BUNDLED_FOLDER}${id}` } })
})
after(async () => {
  await models.close()
  await at.close()
})

const embed = async (samples: readonly Int16Array[]) => {
  learnt.push(...samples.map(({ length }) => length))
  return new TextEncoder().encode('latents')
}
/** What the work does to a file that somebody uploads, up to where it is checked. */
async function send(content: Uint8Array) {
  const accountId = await at.person()
  const { voiceId } = await at.voices.addSample({ accountId, name: 'Mine', content })
  const activities = createCloneVoiceActivities({ blob: at.blob, sampleModels: async () => models, cloner: { engine: 'scripted', ready: async () => here, embed } })
  const books = createCloneVoiceBooks(at.deps)
  const begun = await beginWork(at.deps, { accountId, voiceId })
  const sample = { accountId, voiceId, sampleId: begun!.sampleId }
  const run = <A extends unknown[], R>(activity: (...args: A) => Promise<R>, ...args: A) => new MockActivityEnvironment().run(activity, ...args) as Promise<R>
  return { accountId, voiceId, sample, activities, books, run, voice: async () => (await at.voices.list(accountId)).voices[0]! }
}

test('twenty seconds of one person are checked, learnt, and speak', async () => {
  const { accountId, voiceId, sample, activities, books, run, voice } = await send(SPEAKER)
  const check = await run(activities.checkVoiceSample, sample)
  assert.equal(check.refusal, null)
  assert.deepEqual(await run(activities.checkVoiceSample, sample), check, 'an attempt that is made again finds the same')
  await books.recordVoiceCheck({ ...sample, ...check })
  const { speechMs, levelDbfs } = (await voice()).sample
  assert.ok(speechMs > 10_000 && speechMs < 21_000 && levelDbfs! > -40 && levelDbfs! < 0, `${speechMs} ms at ${levelDbfs} dBFS`)
  assert.equal(await run(activities.findCloningEngine), 'scripted')
  const made = await run(activities.learnVoice, sample)
  assert.deepEqual(made, { engine: 'scripted', bytes: 7 })
  assert.ok(Math.abs(learnt[0]! / 24 - speechMs) < 500, `the engine hears the speech without its pauses: ${learnt[0]! / 24} of ${speechMs} ms`)
  await books.recordVoiceEmbedding({ accountId, voiceId, ...made })
  assert.equal((await voice()).state, 'ready')
  assert.ok((await at.voices.readSample({ accountId, voiceId })).byteLength > 480_000)
  assert.deepEqual((await at.files(accountId)).filter((key) => key.endsWith('.upload')), [], 'the file as it was uploaded is gone')
})

test('what is no sample is refused, each with its reason, and none of it is kept', async () => {
  const clip = await readWav(new URL('../../tests/fixtures/librispeech/3005-163389-0004.wav', import.meta.url))
  const wav = (pcm: Float32Array) => toWav([Int16Array.from(pcm, (value) => Math.round(value * 32_767))], { rateHz: 16_000 })
  for (const [content, refusal] of [
    [new TextEncoder().encode('<html>not audio</html>'), 'not-audio'], [wav(clip), 'too-short'], [wav(new Float32Array(15 * 16_000)), 'no-speech'],
  ] as const) {
    const { accountId, sample, activities, books, run, voice } = await send(content)
    const check = await run(activities.checkVoiceSample, sample)
    assert.equal(check.refusal, refusal)
    await books.recordVoiceCheck({ ...sample, ...check })
    assert.deepEqual([(await voice()).state, (await voice()).sample.refusal, await at.files(accountId)], ['refused', refusal, []])
  }
})

test('without an engine there is none to find; without its file a sample cannot be worked on', async () => {
  const { accountId, sample, activities, run } = await send(SPEAKER)
  here = false
  assert.equal(await run(activities.findCloningEngine), null)
  await assert.rejects(run(activities.learnVoice, sample), (error) => error instanceof DomainError && error.code === 'not-found' && !error.retryable)
  await at.voices.delete({ accountId, voiceId: sample.voiceId })
  await assert.rejects(run(activities.checkVoiceSample, sample), /its sample is gone/)
  here = true
})
