import { join } from 'node:path'
import type { Pcm } from '../../domain/audio.ts'
import { SPEECH_RATE } from '../../domain/audio.ts'
import type { Language } from '../../domain/language.ts'
import { silentLog } from '../../infra/log.ts'
import { MODELS, modelEntry } from '../../models/registry.ts'
import type { ModelId } from '../../models/registry.ts'
import { formatSpeed, keepSpeed } from '../../models/store/speeds.ts'
import type { Speed } from '../../models/store/speeds.ts'
import { createBergamot } from '../../models/translation/bergamot/engine.ts'
import { FLORES } from '../../models/translation/nllb/flores.ts'
import { loadNllb } from '../../models/translation/nllb/model.ts'
import { VAD_FRAME_SAMPLES } from '../../models/vad/vad.ts'
import { loadSilero } from '../../models/vad/silero.ts'
import { openWhisper } from '../../models/whisper/open.ts'
import { measureSpeed } from '../../models/whisper/route/speed.ts'
import { readWav } from '../../tests/read_wav.ts'
import type { Shelf, ShelfModel } from './shelf.ts'

/** Eleven seconds of English. */
const SPEECH = new URL('../../tests/fixtures/jfk.wav', import.meta.url)
/** What people say, of ordinary length, in languages that translators most often begin from; others are not measured. */
const SENTENCES: Readonly<Partial<Record<Language, readonly string[]>>> = {
  en: ['Can everybody hear me?', 'We have three options, and each of them costs more than we planned.', 'Let us meet again on Thursday.'],
  pt: ['Todos conseguem me ouvir?', 'Temos três opções, e cada uma delas custa mais do que planejamos.', 'Vamos nos reunir de novo na quinta-feira.'],
}
const RUNS = 3

export interface MeasureOptions {
  readonly tell: (text: string) => void
  readonly signal?: AbortSignal
}

/** Measures the models on this machine that Parley loads, after a warm-up, best of three, and keeps what came out. */
export async function measureModels(shelf: Shelf, { tell, signal }: MeasureOptions): Promise<void> {
  for (const model of shelf.models) {
    if (model.forLater || (model.where !== 'bundled' && model.where !== 'on-disk')) continue
    signal?.throwIfAborted()
    const figure = await measureOne(model, shelf.cacheFolder)
    if (figure) tell(`${model.id}: ${formatSpeed(await keepSpeed(shelf.cacheFolder, model.id, figure))}\n`)
  }
}

async function measureOne({ id, kind, folder, languages }: ShelfModel, cacheFolder: string): Promise<Pick<Speed, 'value' | 'unit'> | null> {
  if (kind === 'speech-to-text') return { value: await hear(id, { folder, cacheFolder }), unit: 'realtime' }
  if (kind === 'voice-activity') return { value: await detect(join(folder, 'model.onnx'), await readWav(SPEECH)), unit: 'realtime' }
  if (kind !== 'translation') return null
  const value = id.startsWith('nllb-') ? await translateWithNllb(folder) : await translatePair(id, { folder, languages })
  return value === null ? null : { value, unit: 'ms-a-sentence' }
}

async function hear(id: string, { folder, cacheFolder }: { folder: string; cacheFolder: string }): Promise<number> {
  const stated = Object.hasOwn(MODELS, id) ? modelEntry(id as ModelId).whisper : undefined
  const recogniser = await openWhisper({ folder, model: id, stated, cacheFolder, log: silentLog, timeoutMs: 120_000 })
  try {
    return (await measureSpeed(recogniser)).realTimeFactor
  } finally {
    await recogniser.close()
  }
}

async function detect(file: string, pcm: Pcm): Promise<number> {
  const model = await loadSilero(file)
  try {
    return await best(async () => {
      const detector = model.open()
      for (let at = 0; at + VAD_FRAME_SAMPLES <= pcm.length; at += VAD_FRAME_SAMPLES) await detector.probability(pcm.subarray(at, at + VAD_FRAME_SAMPLES))
    }) / ((pcm.length / SPEECH_RATE) * 1_000)
  } finally {
    await model.close()
  }
}

async function translateWithNllb(folder: string): Promise<number> {
  const model = await loadNllb(folder)
  const texts = SENTENCES.en!
  return await best(async () => {
    for (const text of texts) await model.translate({ texts: [text], from: FLORES.en!, to: FLORES.pt! })
  }) / texts.length
}

/** Null where there are no sentences of the language that it translates from. */
async function translatePair(id: string, { folder, languages }: Pick<ShelfModel, 'folder' | 'languages'>): Promise<number | null> {
  const pair = id.startsWith('firefox-') && languages !== 'any' ? { from: languages[0]!, to: languages[1]! } : modelEntry(id as ModelId).pair
  const texts = pair && SENTENCES[pair.from]
  if (!pair || !texts) return null
  const engine = await createBergamot({ directions: [{ id, folder, ...pair }] })
  try {
    return await best(async () => {
      for (const text of texts) await engine.translate(text, pair)
    }) / texts.length
  } finally {
    await engine.close()
  }
}

/** Ms of the quickest of some runs, after one that does not count. */
async function best(work: () => Promise<unknown>): Promise<number> {
  let quickestMs = Number.POSITIVE_INFINITY
  for (let run = 0; run <= RUNS; run++) {
    const startedAt = performance.now()
    await work()
    if (run > 0) quickestMs = Math.min(quickestMs, performance.now() - startedAt)
  }
  return quickestMs
}
