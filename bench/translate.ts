import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Language } from '../domain/language.ts'
import { createMemoryCache } from '../infra/cache/memory.ts'
import { silentLog } from '../infra/log.ts'
import type { Metrics } from '../infra/metrics/metrics.ts'
import { noMetrics } from '../infra/metrics/metrics.ts'
import { createModelStore } from '../models/store/store.ts'
import { createBergamot } from '../models/translation/bergamot/engine.ts'
import { openTranslator } from '../models/translation/open.ts'
import type { Translator } from '../models/translation/translator.ts'
import { percentile, readSetting, report, round } from './_report.ts'
import type { Setting } from './_report.ts'
import { measureBatches } from './translate_parts/batches.ts'
import { measureAgreement, measureKept } from './translate_parts/kept.ts'

interface Sentences {
  readonly en: readonly string[]
  readonly pt: readonly string[]
}
interface Timed {
  readonly ms: number
  readonly words: number
}
type Pair = { readonly from: Language; readonly to: Language }

/**
 * `npm run bench -- translate`: sentences of a meeting, en→pt and pt→en, one after the other. `cold` is the engine, `cached`
 * the same texts again from the phrase cache, `round-trip` the share of words that come back from the other language, `batches` the engine with
 * several sentences at once, `kept` numbers, addresses, names ... that are in the translation, `agreement` pronouns that fit; both with the engine
 * alone as well. The last line has the hit rate of the cache and what was mended.
 */
export async function run(_args: string[]): Promise<void> {
  const sentences = JSON.parse(await readFile(new URL('./translate_sentences.json', import.meta.url), 'utf8')) as Sentences
  const setting = readSetting(['@browsermt/bergamot-translator'])
  const store = createModelStore({ cacheFolder: '/nonexistent', models: 'bundled', hubUrl: 'http://127.0.0.1:9', log: silentLog })
  const { metrics, counts } = countMetrics()
  const started = performance.now()
  const translator = await openTranslator({ store, cache: createMemoryCache(), log: silentLog, metrics })
  report('translate', 'start', { loadAndWarmMs: Math.round(performance.now() - started) }, setting)
  try {
    for (const pair of [{ from: 'en', to: 'pt' }, { from: 'pt', to: 'en' }] as const) {
      const texts = sentences[pair.from]
      const name = `${pair.from}-${pair.to}`
      report('translate', `${name} cold`, summarise(await time(translator, texts, pair)), setting)
      report('translate', `${name} cached`, summarise(await time(translator, texts, pair)), setting)
      report('translate', `${name} round-trip`, await roundTrip(translator, texts, pair), setting)
    }
    for (const model of ['bergamot-en-pt', 'bergamot-pt-en']) {
      for (const figures of await measureBatches(model, sentences[model === 'bergamot-en-pt' ? 'en' : 'pt'])) report('translate', `${model} batches of ${figures.size}`, { ...figures }, setting)
    }
    await reportKept(translator, setting)
    report('translate', 'counted', counts, setting)
  } finally {
    await translator.close()
  }
}

/** The same through the engine alone and through all that the server does with it. */
async function reportKept(whole: Translator, setting: Setting): Promise<void> {
  const directions = ([['en', 'pt'], ['pt', 'en']] as const).map(([from, to]) => (
    { id: `bergamot-${from}-${to}`, from, to, folder: fileURLToPath(new URL(`../models/bundled/bergamot-${from}-${to}`, import.meta.url)) }
  ))
  const engine = await createBergamot({ directions })
  try {
    for (const [name, translator] of [['engine alone', engine], ['server', whole]] as const) {
      for (const { from, to } of directions) report('translate', `${from}-${to} kept, ${name}`, { ...(await measureKept(translator, { from, to })) }, setting)
      report('translate', `en-pt agreement, ${name}`, await measureAgreement(translator), setting)
    }
  } finally {
    await engine.close()
  }
}

function countMetrics(): { metrics: Metrics; counts: Record<string, number> } {
  const counts: Record<string, number> = {}
  return {
    counts,
    metrics: { ...noMetrics, count(name, labels, { by = 1 } = {}) {
      const key = [name, ...Object.values(labels)].join(' ')
      counts[key] = (counts[key] ?? 0) + by
    } },
  }
}

async function time(translator: Translator, texts: readonly string[], pair: Pair): Promise<Timed[]> {
  const timed: Timed[] = []
  for (const text of texts) {
    const began = performance.now()
    await translator.translate(text, pair)
    timed.push({ ms: performance.now() - began, words: words(text).length })
  }
  return timed
}

function summarise(timed: readonly Timed[]) {
  const ms = timed.map((one) => one.ms)
  const totalMs = ms.reduce((sum, one) => sum + one, 0)
  const totalWords = timed.reduce((sum, one) => sum + one.words, 0)
  return {
    sentences: timed.length, words: totalWords,
    p50Ms: round(percentile(ms, 0.5)), p95Ms: round(percentile(ms, 0.95)), wordsPerSecond: Math.round((totalWords * 1_000) / totalMs),
  }
}

/** Share of a sentence's words that are in its translation there and back; the mean of all, and the worst. */
async function roundTrip(translator: Translator, texts: readonly string[], { from, to }: Pair) {
  const kept: { share: number; text: string; back: string }[] = []
  for (const text of texts) {
    const there = await translator.translate(text, { from, to })
    const { text: back } = await translator.translate(there.text, { from: to, to: from })
    const returned = new Set(words(back))
    const own = words(text)
    kept.push({ share: own.filter((word) => returned.has(word)).length / own.length, text, back })
  }
  const worst = kept.reduce((low, one) => (one.share < low.share ? one : low))
  return { wordsKept: round(kept.reduce((sum, { share }) => sum + share, 0) / kept.length), worst }
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}'’]+/gu) ?? []
}
