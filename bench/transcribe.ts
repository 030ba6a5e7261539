import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { languageSchema } from '../domain/language.ts'
import { readConfig } from '../infra/config.ts'
import { silentLog } from '../infra/log.ts'
import { BUNDLED_FOLDER } from '../models/store/store.ts'
import { openWhisper } from '../models/whisper/open.ts'
import { percentile, readSetting, report, round } from './_report.ts'
import { readClips } from './transcribe_parts/clips.ts'
import { measure } from './transcribe_parts/measure.ts'
import type { Heard, Measured } from './transcribe_parts/measure.ts'
import { startPeer } from './transcribe_parts/peer.ts'
import { setUpPeer } from './transcribe_parts/peer_setup.ts'
import { repeatsItself, toWords, wordErrors } from './transcribe_parts/words.ts'

const MODEL = 'whisper-base'
const FIXTURES = new URL('../tests/fixtures/librispeech/', import.meta.url).pathname
const THREADS = 2

/**
 * `npm run bench -- transcribe [--audio DIR] [--limit N] [--language CODE] [--verbose]`: our windows (sized, live, full) and
 * faster-whisper (int8, beam 1 and 5) on the same clips, weights and threads, clip by clip in one run. One JSON line a case.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      audio: { type: 'string', default: FIXTURES }, limit: { type: 'string', default: '1000' },
      language: { type: 'string', default: 'en' }, verbose: { type: 'boolean', default: false },
    },
  })
  const language = languageSchema.parse(values.language)
  const files = await setUpPeer(readConfig().PARLEY_CACHE, (line) => console.error(line))
  const scratch = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  try {
    const clips = await readClips(resolve(values.audio), { limit: Number(values.limit), scratch })
    const peer = await startPeer(files, { threads: THREADS })
    const ours = await openWhisper({ folder: join(BUNDLED_FOLDER, MODEL), model: MODEL, cacheFolder: readConfig().PARLEY_CACHE, threads: THREADS, timeoutMs: 600_000, log: silentLog })
    try {
      // The peer warms up too.
      await peer.transcribe(clips[0]!.path, { beam: 1, language })
      tell(await measure(clips, { ours, peer, language }), peer.versions, values.verbose)
    } finally {
      await Promise.all([ours.close(), peer.close()])
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function tell(measured: readonly Measured[], peerVersions: Readonly<Record<string, string>>, verbose: boolean): void {
  const setting = readSetting(['onnxruntime-node', '@huggingface/transformers'])
  const audioMs = sum(measured.map(({ clip }) => clip.durationMs))
  const given = measured.every(({ clip }) => clip.reference !== null)
  const referenceOf = ({ clip, beam5 }: Measured) => toWords(given ? clip.reference! : beam5.text)
  const words = sum(measured.map((one) => referenceOf(one).length))
  const figures = (texts: (one: Measured) => string, ms: (one: Measured) => number) => ({
    wer: round(sum(measured.map((one) => wordErrors(referenceOf(one), toWords(texts(one))))) / words),
    rtf: round(sum(measured.map(ms)) / audioMs),
    p50Ms: round(percentile(measured.map(ms), 0.5)),
    p95Ms: round(percentile(measured.map(ms), 0.95)),
    repeating: measured.filter((one) => repeatsItself(toWords(texts(one)))).map(({ clip }) => clip.name),
  })
  const common = { clips: measured.length, audioS: round(audioMs / 1000), threads: THREADS, reference: given ? 'given' : 'faster-whisper beam 5' }
  const [fullMs, beam1Ms] = [(one: Measured) => one.full.ms, (one: Measured) => one.beam1.ms]
  const fullWords = sum(measured.map(({ full }) => toWords(full.transcript.text).length))
  const windowFigures = (which: 'sized' | 'live') => ({
    ...figures((one) => one[which].transcript.text, (one) => one[which].ms),
    ratioToPeer: round(sum(measured.map((one) => one[which].ms)) / sum(measured.map(beam1Ms))),
    differsFromFull: round(sum(measured.map((one) => wordErrors(toWords(one.full.transcript.text), toWords(one[which].transcript.text)))) / fullWords),
    secondTries: measured.filter((one) => one[which].transcript.timing.attempts > 1).length,
    stages: stages(measured.map((one) => one[which])),
  })

  for (const { clip, sized, full, beam1 } of verbose ? measured : []) {
    console.log(JSON.stringify({ clip: clip.name, attempts: sized.transcript.timing.attempts, sized: sized.transcript.text, full: full.transcript.text, peer: beam1.text }))
  }
  const tellCase = (name: string, more: Readonly<Record<string, unknown>>) => report('transcribe', name, { ...common, ...more }, { ...setting, versions: { ...setting.versions, ...peerVersions } })
  tellCase('sized window', windowFigures('sized'))
  tellCase('sized window, live', windowFigures('live'))
  tellCase('full window', { ...figures(({ full }) => full.transcript.text, fullMs), ratioToPeer: round(sum(measured.map(fullMs)) / sum(measured.map(beam1Ms))) })
  tellCase('faster-whisper int8 beam 1', figures(({ beam1 }) => beam1.text, beam1Ms))
  tellCase('faster-whisper int8 beam 5', figures(({ beam5 }) => beam5.text, ({ beam5 }) => beam5.ms))
}

/** Where the time of a clip goes, ms on average, second tries included. */
function stages(heard: readonly Heard[]): Readonly<Record<string, number>> {
  const mean = (ms: (one: Heard) => number) => round(sum(heard.map(ms)) / heard.length)
  const within = ({ transcript: { timing } }: Heard) => timing.melMs + timing.encodeMs + timing.decodeMs
  return {
    melMs: mean(({ transcript }) => transcript.timing.melMs), encodeMs: mean(({ transcript }) => transcript.timing.encodeMs),
    decodeMs: mean(({ transcript }) => transcript.timing.decodeMs), otherMs: mean((one) => one.ms - within(one)),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
