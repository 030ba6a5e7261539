import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { languageSchema } from '../domain/language.ts'
import type { Language } from '../domain/language.ts'
import { createMemoryCache } from '../infra/cache/memory.ts'
import { readConfig } from '../infra/config.ts'
import { silentLog } from '../infra/log.ts'
import { BUNDLED_FOLDER, createModelStore } from '../models/store/store.ts'
import { openTranslator } from '../models/translation/open.ts'
import { loadSilero } from '../models/vad/silero.ts'
import { openWhisper } from '../models/whisper/open.ts'
import type { Recogniser } from '../models/whisper/recogniser.ts'
import { openHearing } from '../tests/hearing.ts'
import { readSetting, report, round } from './_report.ts'
import { countHallucinations } from './quality_parts/hallucinated.ts'
import { longYaalMs, streamLaalMs } from './quality_parts/lag.ts'
import { erasures, lagInstances, linesOf } from './quality_parts/meeting.ts'
import { readMeetingLog } from './quality_parts/meeting_log.ts'
import type { Erasure } from './quality_parts/normalized_erasure.ts'
import { recordMeeting } from './quality_parts/record_meeting.ts'
import { fetchRecordedSounds } from './quality_parts/recorded_sounds.ts'
import { setUpScores } from './quality_parts/scores.ts'
import type { Scores } from './quality_parts/scores.ts'
import { measureSeams } from './quality_parts/seams.ts'
import { translationCases } from './quality_parts/translation.ts'
import { withReferences, wordErrorCases } from './quality_parts/word_error.ts'
import { readClips } from './transcribe_parts/clips.ts'
import type { Clip } from './transcribe_parts/clips.ts'
import { measure } from './transcribe_parts/measure.ts'
import { startPeer } from './transcribe_parts/peer.ts'
import { setUpPeer } from './transcribe_parts/peer_setup.ts'

const MODEL = 'whisper-base'
const FIXTURES = new URL('../tests/fixtures/librispeech/', import.meta.url).pathname
const THREADS = 2
const PARTS = ['words', 'borders', 'translation', 'non-speech'] as const
const tell = (line: string) => console.error(line)

/**
 * `npm run bench -- quality [--only PART,...] [--minutes N]`: words, borders, translation and non-speech, on the project's own material.
 * `--audio DIR [--limit N] [--language CODE]`: words and borders of a folder; with `--record FILE [--reader CODE]` it is said as a meeting
 * instead, in real time, and logged. `--meeting FILE`: erasure and lag of a logged meeting. One JSON line a case.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' }, minutes: { type: 'string', default: '180' }, audio: { type: 'string' }, limit: { type: 'string', default: '1000' },
      language: { type: 'string', default: 'en' }, record: { type: 'string' }, reader: { type: 'string', default: 'pt' }, meeting: { type: 'string' },
    },
  })
  const { PARLEY_CACHE: cacheFolder } = readConfig()
  const language = languageSchema.parse(values.language)
  if (values.meeting) return tellMeeting(resolve(values.meeting), await setUpScores(cacheFolder, tell))
  const wanted = values.only?.split(',') ?? (values.audio ? ['words', 'borders'] : PARTS)
  const folder = resolve(values.audio ?? FIXTURES)
  if (values.record) {
    await withClips(folder, { limit: Number(values.limit), cacheFolder }, ({ clips, recogniser }) =>
      record(clips, { recogniser, file: resolve(values.record!), language, reader: languageSchema.parse(values.reader), cacheFolder }))
    return tellMeeting(resolve(values.record), await setUpScores(cacheFolder, tell))
  }
  const scores = await setUpScores(cacheFolder, tell)
  if (wanted.includes('words') || wanted.includes('borders')) {
    await withClips(folder, { limit: Number(values.limit), cacheFolder }, async ({ clips, recogniser }) => {
      if (wanted.includes('words')) await tellWords(clips, { recogniser, scores, language, cacheFolder })
      if (wanted.includes('borders')) await tellBorders(clips, { recogniser, language })
    })
  }
  if (wanted.includes('translation')) {
    for (const { name, figures, versions } of await translationCases({ scores, cacheFolder })) tellCase(`translation, ${name}`, figures, versions)
  }
  if (wanted.includes('non-speech')) await tellNonSpeech(Number(values.minutes), cacheFolder)
}

interface Opened {
  readonly clips: readonly Clip[]
  readonly recogniser: Recogniser
}

async function withClips(folder: string, { limit, cacheFolder }: { limit: number; cacheFolder: string }, work: (opened: Opened) => Promise<void>): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  try {
    const clips = await withReferences(await readClips(folder, { limit, scratch }))
    const recogniser = await openWhisper({ folder: join(BUNDLED_FOLDER, MODEL), model: MODEL, threads: THREADS, timeoutMs: 600_000, log: silentLog, cacheFolder })
    await work({ clips, recogniser }).finally(() => recogniser.close())
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

interface ClipOptions {
  readonly recogniser: Recogniser
  readonly language: Language
}

async function tellWords(clips: readonly Clip[], { recogniser, scores, language, cacheFolder }: ClipOptions & { scores: Scores; cacheFolder: string }): Promise<void> {
  const peer = await startPeer(await setUpPeer(cacheFolder, tell), { threads: THREADS })
  try {
    const scored = clips.filter(({ reference }) => reference !== null)
    for (const { name, figures, versions } of await wordErrorCases(await measure(scored, { ours: recogniser, peer, language }), { scores, language })) {
      tellCase(`words, ${name}`, { threads: THREADS, ...figures }, { ...versions, ...peer.versions })
    }
  } finally {
    await peer.close()
  }
}

async function tellBorders(clips: readonly Clip[], { recogniser, language }: ClipOptions): Promise<void> {
  const vad = await loadSilero(join(BUNDLED_FOLDER, 'silero-vad', 'model.onnx'))
  tellCase('borders of long speech', await measureSeams(clips, { vad, recogniser, language, tell }).finally(() => vad.close()))
}

async function tellNonSpeech(minutes: number, cacheFolder: string): Promise<void> {
  const sounds = await fetchRecordedSounds(cacheFolder, tell)
  const hearing = await openHearing()
  tellCase('lines where nobody speaks', await countHallucinations(sounds, { hearing, minutes, tell }).finally(() => hearing.close()))
}

async function record(clips: readonly Clip[], { recogniser, file, language, reader, cacheFolder }: ClipOptions & { file: string; reader: Language; cacheFolder: string }): Promise<void> {
  const store = createModelStore({ cacheFolder, models: 'bundled', hubUrl: 'http://127.0.0.1:9', log: silentLog })
  const [vad, translator] = await Promise.all([loadSilero(join(BUNDLED_FOLDER, 'silero-vad', 'model.onnx')), openTranslator({ store, cache: createMemoryCache(), log: silentLog })])
  tell(`Saying ${clips.length} clips in real time`)
  await recordMeeting(clips.map(({ pcm }) => pcm), { file, vad, recogniser, translator, speaks: language, readers: [language, reader] })
    .finally(() => Promise.all([vad.close(), translator.close()]))
}

async function tellMeeting(file: string, scores: Scores): Promise<void> {
  const all = linesOf(await readMeetingLog(file))
  const same = (line: (typeof all)[number]) => line[0]!.reader === line[0]!.language
  for (const [name, lines] of [['as said', all.filter(same)], ['translated', all.filter((line) => !same(line))]] as const) {
    const lagOf = async (counts: 'stable' | 'shown') => {
      const instances = lagInstances(lines, counts)
      const peer = instances.length > 0 ? await scores.lag(instances) : { longYaalMs: Number.NaN, laalMs: Number.NaN }
      return { longYaalMs: round(longYaalMs(instances)), streamLaalMs: round(streamLaalMs(instances)), omniSTEval: { longYaalMs: round(peer.longYaalMs), laalMs: round(peer.laalMs) } }
    }
    const { final, stable, all: shown } = erasures(lines)
    tellCase(`meeting, ${name}`, {
      lines: lines.length, normalizedErasure: { final: normalized(final), stable: normalized(stable), all: normalized(shown) },
      stableText: await lagOf('stable'), allText: await lagOf('shown'),
    })
  }
}

function normalized({ erased, words }: Erasure): number {
  return words > 0 ? round(erased / words) : 0
}

function tellCase(name: string, figures: Readonly<Record<string, unknown>>, versions: Readonly<Record<string, string>> = {}): void {
  const setting = readSetting(['onnxruntime-node', '@huggingface/transformers', '@browsermt/bergamot-translator'])
  report('quality', name, figures, { ...setting, versions: { ...setting.versions, ...versions } })
}
