import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { languageSchema } from '../domain/language.ts'
import { readConfig } from '../infra/config.ts'
import { createMemoryCache } from '../infra/cache/memory.ts'
import { silentLog } from '../infra/log.ts'
import { BUNDLED_FOLDER, createModelStore } from '../models/store/store.ts'
import { openTranslator } from '../models/translation/open.ts'
import { loadSilero } from '../models/vad/silero.ts'
import { openWhisper } from '../models/whisper/open.ts'
import { percentile, readSetting, report, round } from './_report.ts'
import { erasureOf } from './quality_parts/normalized_erasure.ts'
import { openAttention } from './stable_parts/attention.ts'
import { hearClip } from './stable_parts/hear.ts'
import type { HeardClip } from './stable_parts/hear.ts'
import { alignAtt, apply, holdBack, localAgreement, sureAgreement } from './stable_parts/policies.ts'
import type { Policy } from './stable_parts/policies.ts'
import { showClip } from './stable_parts/show.ts'
import { readClips } from './transcribe_parts/clips.ts'

const MODEL = 'whisper-base'
const FIXTURES = new URL('../tests/fixtures/librispeech/', import.meta.url).pathname
const THREADS = 2
const LONGEST_MS = 10 * 60_000

const POLICIES: Readonly<Record<string, Policy>> = {
  'everything': holdBack(0),
  'all but 3 words': holdBack(3),
  'LocalAgreement-2': localAgreement(2),
  'LocalAgreement-2, all but 1 word': localAgreement(2, 1),
  'LocalAgreement-2, all but 2 words': localAgreement(2, 2),
  'LocalAgreement-2, all but 2 words while unsure': sureAgreement(0.6, 2),
  'LocalAgreement-3': localAgreement(3),
  'AlignAtt 0.3 s': alignAtt(300),
  'AlignAtt 0.5 s': alignAtt(500),
  'AlignAtt 1 s': alignAtt(1_000),
  'AlignAtt 1.5 s': alignAtt(1_500),
}

/**
 * `npm run bench -- stable [--audio DIR] [--limit N] [--language CODE] [--reader CODE]`: clips are cut into segments and recognised as in
 * meetings; each policy says which words are stable while they are said. Then what captions show a reader of another language.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      audio: { type: 'string', default: FIXTURES }, limit: { type: 'string', default: '1000' },
      language: { type: 'string', default: 'en' }, reader: { type: 'string', default: 'pt' },
    },
  })
  const [language, reader] = [languageSchema.parse(values.language), languageSchema.parse(values.reader)]
  const cacheFolder = readConfig().PARLEY_CACHE
  const scratch = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  const folder = join(BUNDLED_FOLDER, MODEL)
  const store = createModelStore({ cacheFolder, models: 'bundled', hubUrl: 'http://127.0.0.1:9', log: silentLog })
  const vad = await loadSilero(join(BUNDLED_FOLDER, 'silero-vad', 'model.onnx'))
  const recogniser = await openWhisper({ folder, model: MODEL, threads: THREADS, timeoutMs: 600_000, log: silentLog, cacheFolder })
  const attention = await openAttention(folder, { threads: THREADS, cacheFolder })
  const translator = await openTranslator({ store, cache: createMemoryCache(), log: silentLog })
  try {
    const clips = await readClips(resolve(values.audio), { limit: Number(values.limit), scratch, longestMs: LONGEST_MS })
    const heard: HeardClip[] = []
    for (const clip of clips) {
      heard.push(await hearClip({ vad, recogniser, attention }, clip, language))
      if (heard.length % 10 === 0) console.error(`${heard.length} of ${clips.length} clips`)
    }
    const setting = readSetting(['onnxruntime-node'])
    tellPolicies(heard, setting)
    const { plainMs, withMs } = attention.spent
    report('stable', 'cost of attention', { decoderWithAttentionToPlain: round(withMs / plainMs) }, setting)
    const shown = await Promise.all(heard.map((one) => showClip(one, { translator, reader })))
    for (const what of ['original', 'stableOriginal', 'translation', 'stableTranslation'] as const) {
      const { erased, words, lines } = erasureOf(shown.flatMap((one) => one[what]))
      report('stable', `shown: ${what}`, { normalizedErasure: round(erased / words), words, linesChanged: lines }, setting)
    }
    const lines = shown.flatMap(({ original }) => original).length
    report('stable', 'shown: lines', { lines, translatedBeforeFinal: round(shown.reduce((sum, one) => sum + one.translatedEarly, 0) / lines) }, setting)
  } finally {
    await Promise.all([recogniser.close(), attention.close(), vad.close(), translator.close(), rm(scratch, { recursive: true, force: true })])
  }
}

function tellPolicies(heard: readonly HeardClip[], setting: ReturnType<typeof readSetting>): void {
  const utterances = heard.flatMap((one) => one.utterances).filter(({ final }) => final.words.length > 0)
  const hypotheses = utterances.reduce((sum, { interims }) => sum + interims.length + 1, 0)
  for (const [name, policy] of Object.entries(POLICIES)) {
    const began = performance.now()
    const { lines, early, lagsMs } = apply(policy, utterances)
    const policyMs = performance.now() - began
    const { erased, words, lines: changed } = erasureOf(lines)
    report('stable', name, {
      clips: heard.length, utterances: utterances.length, hypotheses, words, normalizedErasure: round(erased / words), linesChanged: changed,
      stableBeforeFinal: round(early), lagP50Ms: round(percentile(lagsMs, 0.5)), lagP90Ms: round(percentile(lagsMs, 0.9)),
      lagMeanMs: round(lagsMs.reduce((sum, ms) => sum + ms, 0) / lagsMs.length), policyMs: round(policyMs / hypotheses),
    }, setting)
  }
}
