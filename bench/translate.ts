import { readFile } from 'node:fs/promises'
import { createMemoryCache } from '../infra/cache/memory.ts'
import type { Language } from '../domain/language.ts'
import { silentLog } from '../infra/log.ts'
import { createModelStore } from '../models/store/store.ts'
import { openTranslator } from '../models/translation/open.ts'
import type { Translator } from '../models/translation/translator.ts'
import { percentile, readSetting, report, round } from './_report.ts'

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
 * the same texts again from the phrase cache, `round-trip` the share of words that come back from the other language.
 */
export async function run(_args: string[]): Promise<void> {
  const sentences = JSON.parse(await readFile(new URL('./translate_sentences.json', import.meta.url), 'utf8')) as Sentences
  const setting = readSetting(['@browsermt/bergamot-translator'])
  const store = createModelStore({ cacheFolder: '/nonexistent', models: 'bundled', hubUrl: 'http://127.0.0.1:9', log: silentLog })
  const started = performance.now()
  const translator = await openTranslator({ store, cache: createMemoryCache(), log: silentLog })
  report('translate', 'start', { loadAndWarmMs: Math.round(performance.now() - started) }, setting)
  try {
    for (const pair of [{ from: 'en', to: 'pt' }, { from: 'pt', to: 'en' }] as const) {
      const texts = sentences[pair.from]
      const name = `${pair.from}-${pair.to}`
      report('translate', `${name} cold`, summarise(await time(translator, texts, pair)), setting)
      report('translate', `${name} cached`, summarise(await time(translator, texts, pair)), setting)
      report('translate', `${name} round-trip`, await roundTrip(translator, texts, pair), setting)
    }
  } finally {
    await translator.close()
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
