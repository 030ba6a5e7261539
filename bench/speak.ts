import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseConfig } from '../infra/config.ts'
import { openEspeak } from '../models/tts/espeak/espeak.ts'
import type { Espeak } from '../models/tts/espeak/espeak.ts'
import { openPiper } from '../models/tts/piper/piper.ts'
import type { Voice } from '../models/tts/voice.ts'
import { BUNDLED_FOLDER } from '../models/store/store.ts'
import { percentile, readSetting, report, round } from './_report.ts'
import { hearVoice } from './speak_parts/hear.ts'
import { timeSentence } from './speak_parts/time.ts'
import type { Timed } from './speak_parts/time.ts'

const PIPER = join(BUNDLED_FOLDER, 'piper-en_US-joe-medium', 'model.onnx')
/** Of twelve words. */
const TWELVE = 'The release is planned for Tuesday, but two tests still fail today.'
const ROUNDS = 3
const SENTENCES = 7

/**
 * `npm run bench -- speak [--heard]`: every engine of the quick voice with the same sentences of meetings, sentence by sentence in turn, so that
 * what else the machine does falls on all alike. `rtf` is time of work over time of sound, `first` what a listener waits for the first sound
 * of a sentence of twelve words. "piper, one graph" is the voice as it came, for comparison. `--heard` adds what our own recognition makes of
 * English and Portuguese speech.
 */
export async function run(args: string[]): Promise<void> {
  const setting = readSetting(['onnxruntime-node', '@echogarden/espeak-ng-emscripten'])
  const { en, pt } = JSON.parse(await readFile(new URL('./translate_sentences.json', import.meta.url), 'utf8')) as { en: string[]; pt: string[] }
  const { PARLEY_CACHE: cacheFolder } = parseConfig({})
  const espeak = await openEspeak()
  const voices = await openVoices(espeak, cacheFolder)
  try {
    const timed = new Map<string, Timed[]>()
    for (let n = 0; n < ROUNDS; n++) {
      for (const text of [TWELVE, ...en.slice(0, SENTENCES)]) {
        for (const [name, voice] of voices) timed.set(name, [...(timed.get(name) ?? []), await timeSentence(voice, { text, language: 'en' })])
      }
    }
    for (const [name, all] of timed) report('speak', name, summarise(all), setting)
    if (!args.includes('--heard')) return
    for (const [name, language, texts] of [['piper', 'en', en], ['espeak', 'en', en], ['espeak', 'pt', pt]] as const) {
      report('speak', `${name} ${language} heard`, await hearVoice(voices.get(name)!, { language, texts: texts.slice(0, 20), cacheFolder }), setting)
    }
  } finally {
    await Promise.all([...voices].map(([, voice]) => voice.close()))
    await espeak.close()
  }
}

async function openVoices(espeak: Espeak, cacheFolder: string): Promise<ReadonlyMap<string, Voice>> {
  const piper = (options: { threads: number; cacheFolder: string }) => openPiper({ model: PIPER, languages: ['en'], espeak, ...options })
  return new Map<string, Voice>([
    ['piper', await piper({ threads: 2, cacheFolder })],
    ['piper, 1 thread', await piper({ threads: 1, cacheFolder })],
    // A cache that cannot be written leaves the voice as it came.
    ['piper, one graph', await piper({ threads: 2, cacheFolder: '/dev/null' })],
    ['espeak', espeak.voice],
  ])
}

/** The first sentence of each round is the one whose first sound counts. */
function summarise(all: readonly Timed[]) {
  const firsts = all.filter((_, index) => index % (SENTENCES + 1) === 0).map(({ firstMs }) => firstMs)
  const sum = (of: (one: Timed) => number) => all.reduce((total, one) => total + of(one), 0)
  const quickest = Array.from({ length: SENTENCES + 1 }, (_, index) => all.filter((_one, at) => at % (SENTENCES + 1) === index).toSorted((a, b) => a.ms / a.soundMs - b.ms / b.soundMs)[0]!)
  return {
    sentences: all.length, soundS: round(sum(({ soundMs }) => soundMs) / 1_000), rtf: round(sum(({ ms }) => ms) / sum(({ soundMs }) => soundMs)),
    rtfQuickest: round(quickest.reduce((total, { ms }) => total + ms, 0) / quickest.reduce((total, { soundMs }) => total + soundMs, 0)),
    firstMs: { quickest: Math.round(Math.min(...firsts)), p50: Math.round(percentile(firsts, 0.5)), worst: Math.round(Math.max(...firsts)) },
  }
}
