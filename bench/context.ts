import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Pcm } from '../domain/audio.ts'
import type { Transcript } from '../domain/caption.ts'
import { termPair } from '../domain/vocabulary.ts'
import type { TermPair } from '../domain/vocabulary.ts'
import { SURE_OF_WORDS } from '../functions/captions/caption_segment.ts'
import { harvestTerms } from '../functions/documents/extract/harvest_terms.ts'
import { createMemoryCache } from '../infra/cache/memory.ts'
import { readConfig } from '../infra/config.ts'
import { silentLog } from '../infra/log.ts'
import { BUNDLED_FOLDER, createModelStore } from '../models/store/store.ts'
import { openTerms } from '../models/terms/terms.ts'
import type { PreparedTerms, SaidTerm, Terms } from '../models/terms/terms.ts'
import { openTranslator } from '../models/translation/open.ts'
import { splitSentences } from '../models/translation/sentences/split.ts'
import type { Translator } from '../models/translation/translator.ts'
import { openEspeak } from '../models/tts/espeak/espeak.ts'
import { openPiper } from '../models/tts/piper/piper.ts'
import { openWhisper } from '../models/whisper/open.ts'
import type { Recogniser } from '../models/whisper/recogniser.ts'
import { percentile, readSetting, report, round } from './_report.ts'
import { withNoise } from './context_parts/noise.ts'
import { asSaid, PRODUCTS, readProduct } from './context_parts/product.ts'
import type { Product } from './context_parts/product.ts'
import { termErrors } from './context_parts/term_errors.ts'
import { setUpScores } from './quality_parts/scores.ts'
import { withReferences } from './quality_parts/word_error.ts'
import { readAloud } from './speak_parts/hear.ts'
import { readClips } from './transcribe_parts/clips.ts'

const MODEL = 'whisper-base'
const FIXTURES = new URL('../tests/fixtures/librispeech/', import.meta.url).pathname
const [FROM, TO] = ['en', 'pt'] as const
const tell = (line: string) => console.error(line)
const setting = readSetting(['onnxruntime-node', '@echogarden/espeak-ng-emscripten'])

/**
 * `npm run bench -- context [--product pump|clinic] [--noise DB] [--audio DIR]`: 60 sentences about an invented product, read by our Piper voice and heard by Whisper base as in
 * a meeting. How many of its terms are missing in captions and in translations, with the product's vocabulary, with its document alone, and without
 * both; what the same vocabulary does to other speech (LibriSpeech) and to other translations; and how long a line takes. The voice reads terms as
 * espeak-ng sounds them, which is also what tells how they sound: people may say them otherwise.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { noise: { type: 'string' }, product: { type: 'string', default: 'pump' }, audio: { type: 'string', default: FIXTURES } } })
  const { PARLEY_CACHE: cacheFolder } = readConfig()
  const name = values.product as keyof typeof PRODUCTS
  if (!(name in PRODUCTS)) throw new Error(`There is no product "${values.product}": ${Object.keys(PRODUCTS).join(', ')}`)
  const product = await readProduct(name)
  const store = createModelStore({ cacheFolder, models: 'bundled', hubUrl: 'http://127.0.0.1:9', log: silentLog })
  const scores = await setUpScores(cacheFolder, tell)
  const recogniser = await openWhisper({ folder: join(BUNDLED_FOLDER, MODEL), model: MODEL, threads: 2, timeoutMs: 600_000, log: silentLog, cacheFolder })
  const [terms, translator] = [openTerms(), await openTranslator({ store, cache: createMemoryCache(), log: silentLog })]
  try {
    const spoken = await readAll(product, cacheFolder)
    const heard: Heard[] = []
    for (const clean of spoken) {
      const pcm = values.noise === undefined ? clean : withNoise(clean, Number(values.noise))
      heard.push({ pcm, ...await recogniser.recognise(pcm, { language: FROM, window: 'live' }) })
    }
    const pairs = product.terms.flatMap((term) => termPair(term, FROM, TO) ?? [])
    const vocabulary = product.terms.map(({ term, sounds }): SaidTerm => ({ term, sounds: sounds ? [sounds] : [] }))
    const sentences = product.document.flatMap((text) => splitSentences(text, { language: FROM }).map((piece) => piece.text))
    const document = harvestTerms(sentences, { language: FROM }).filter(({ term }) => term.length >= 4).map(({ term }): SaidTerm => ({ term, sounds: [], found: true }))
    for (const [one, known, own] of [['without', [], []], ['document alone', document, []], ['vocabulary', vocabulary, pairs], ['vocabulary and document', [...vocabulary, ...document], pairs]] as const) {
      for (const again of known.length === 0 ? [false] : [false, true]) report('context', again ? `${one}, heard again` : one, { product: name, noiseDb: values.noise ?? 'none', ...await measure({ product, heard, again, recogniser, translator, terms, prepared: await terms.prepare(known, FROM), pairs: own }) }, setting)
    }
    const prepared = await terms.prepare(vocabulary, FROM)
    report('context', 'other speech', await otherSpeech(values.audio, { recogniser, terms, prepared, scores }), setting)
    report('context', 'other translations', await otherTranslations({ translator, pairs, scores, terms, prepared }), setting)
  } finally {
    await Promise.all([recogniser.close(), terms.close(), translator.close()])
  }
}

async function readAll({ sentences, said }: Product, cacheFolder: string): Promise<Pcm[]> {
  const espeak = await openEspeak()
  const voice = await openPiper({ model: join(BUNDLED_FOLDER, 'piper-en_US-joe-medium', 'model.onnx'), languages: [FROM], espeak, threads: 2, cacheFolder })
  const all: Pcm[] = []
  try {
    for (const { en } of sentences) all.push(await readAloud(voice, { text: asSaid(en, said), language: FROM }))
  } finally {
    await voice.close()
    await espeak.close()
  }
  return all
}

interface Heard extends Pick<Transcript, 'text' | 'confidence'> {
  readonly pcm: Pcm
}

interface Measured {
  readonly product: Product
  readonly heard: readonly Heard[]
  /** Whether doubtful lines are heard a second time, as in meetings. */
  readonly again: boolean
  readonly recogniser: Recogniser
  readonly translator: Translator
  readonly terms: Terms
  readonly prepared: PreparedTerms
  readonly pairs: readonly TermPair[]
}

async function measure({ product, heard, again, recogniser, translator, terms, prepared, pairs }: Measured) {
  const [captions, translations, ms]: [string[], string[], number[]] = [[], [], []]
  let heardAgain = 0
  for (const { text, pcm, confidence } of heard) {
    await terms.put(text, prepared)
    // The pause before has had the words' sounds found.
    const began = performance.now()
    const { text: first } = await terms.put(text, prepared)
    ms.push(performance.now() - began)
    const second = again ? await hearAgain({ text: first, pcm, confidence }, { recogniser, terms, prepared }) : null
    if (second) heardAgain++
    const caption = second?.text ?? first
    captions.push(caption)
    translations.push((await translator.translate(caption, { from: FROM, to: TO, terms: pairs })).text)
  }
  const targets = new Map(product.terms.map((term) => [term.term, termPair(term, FROM, TO)!.target]))
  const inCaptions = termErrors(product.sentences.map(({ terms: own }, at) => ({ text: captions[at]!, terms: own })))
  const inTranslations = termErrors(product.sentences.map(({ terms: own }, at) => ({ text: translations[at]!, terms: own.map((term) => targets.get(term)!) })))
  const share = ({ missing, terms: all }: { missing: number; terms: number }) => round(missing / all)
  return {
    heardAgain, terms: inCaptions.terms, known: prepared.terms.length, captions: { missing: inCaptions.missing, errorRate: share(inCaptions), which: inCaptions.which.join(', ') },
    translations: { missing: inTranslations.missing, errorRate: share(inTranslations), which: inTranslations.which.join(', ') },
    lineMs: { p50: round(percentile(ms, 0.5)), p95: round(percentile(ms, 0.95)) },
  }
}

/** What meetings do with a doubtful line (`LineContext.again`); null where they would leave it as it was heard. */
async function hearAgain({ text, pcm, confidence }: Heard, { recogniser, terms, prepared }: Pick<Measured, 'recogniser' | 'terms' | 'prepared'>): Promise<{ text: string; ms: number } | null> {
  const hints = confidence < SURE_OF_WORDS ? await terms.likely(text, prepared) : []
  if (hints.length === 0) return null
  const began = performance.now()
  const second = (await recogniser.recognise(pcm, { language: FROM, window: 'live', hints })).text
  const merged = await terms.merge(text, (await terms.put(second, prepared)).text, prepared)
  return { text: merged.text, ms: performance.now() - began }
}

async function otherSpeech(folder: string, { recogniser, terms, prepared, scores }: Pick<Measured, 'terms' | 'prepared'> & { recogniser: Recogniser; scores: Awaited<ReturnType<typeof setUpScores>> }) {
  const scratch = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  try {
    const clips = (await withReferences(await readClips(folder, { limit: 1_000, scratch }))).filter(({ reference }) => reference !== null)
    const [without, withTerms, withAgain]: [string[], string[], string[]] = [[], [], []]
    const [changed, firstMs, againMs]: [string[], number[], number[]] = [[], [], []]
    for (const { pcm } of clips) {
      const began = performance.now()
      const { text, confidence } = await recogniser.recognise(pcm, { language: FROM, window: 'live' })
      firstMs.push(performance.now() - began)
      const made = await terms.put(text, prepared)
      without.push(text)
      withTerms.push(made.text)
      changed.push(...made.put.map(({ term, heard }) => `${heard} → ${term}`))
      const second = await hearAgain({ text: made.text, pcm, confidence }, { recogniser, terms, prepared })
      withAgain.push(second?.text ?? made.text)
      if (second) againMs.push(second.ms)
      if (second && second.text !== made.text) changed.push(`again: ${made.text} → ${second.text}`)
    }
    const wer = async (hypotheses: string[]) => (await scores.words({ references: clips.map(({ reference }) => reference!), hypotheses, language: FROM })).wer
    return {
      clips: clips.length, werWithout: round(await wer(without)), werWith: round(await wer(withTerms)), werHeardAgain: round(await wer(withAgain)), heardAgain: againMs.length,
      firstMs: { p50: round(percentile(firstMs, 0.5)), p95: round(percentile(firstMs, 0.95)) }, againMs: { p50: round(percentile(againMs, 0.5)), p95: round(percentile(againMs, 0.95)) }, changed,
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function otherTranslations({ translator, pairs, scores, terms, prepared }: Pick<Measured, 'translator' | 'pairs' | 'terms' | 'prepared'> & { scores: Awaited<ReturnType<typeof setUpScores>> }) {
  const held = JSON.parse(await readFile(new URL('./quality_parts/held_en_pt.json', import.meta.url), 'utf8')) as readonly { en: string; pt: string }[]
  const [without, withTerms]: [string[], string[]] = [[], []]
  for (const { en } of held) {
    without.push((await translator.translate(en, { from: FROM, to: TO })).text)
    withTerms.push((await translator.translate((await terms.put(en, prepared)).text, { from: FROM, to: TO, terms: pairs })).text)
  }
  const chrf = async (hypotheses: string[]) => (await scores.translation({ references: held.map(({ pt }) => pt), hypotheses })).chrf2
  return { sentences: held.length, chrfWithout: round(await chrf(without)), chrfWith: round(await chrf(withTerms)), changed: withTerms.filter((text, at) => text !== without[at]) }
}
