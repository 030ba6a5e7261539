import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Pcm } from '../domain/audio.ts'
import { SPEECH_RATE } from '../domain/audio.ts'
import { parseConfig } from '../infra/config.ts'
import { silentLog } from '../infra/log.ts'
import type { Diarizer, KnownSpeaker, Turn } from '../models/diarization/diarizer.ts'
import { loadGe2eVoices } from '../models/diarization/ge2e_voices.ts'
import { hearSegmented } from '../models/diarization/hear_block.ts'
import { COUNTS_FROM_S } from '../models/diarization/name_voices.ts'
import { openDiarizer } from '../models/diarization/open.ts'
import { loadSegmentation } from '../models/diarization/segmentation.ts'
import type { Segmentation } from '../models/diarization/segmentation.ts'
import type { VoiceEncoder } from '../models/diarization/voice_encoder.ts'
import { mergeSpeakers, renameTurns } from '../models/diarization/merge_speakers.ts'
import { loadSilero } from '../models/vad/silero.ts'
import { BUNDLED_FOLDER, createModelStore } from '../models/store/store.ts'
import { readSetting, report, round } from './_report.ts'
import { makeConversation } from './diarization_parts/conversation.ts'
import type { SpokenClip } from './diarization_parts/conversation.ts'
import { readRttm, writeRttm } from './diarization_parts/rttm.ts'
import { referenceSegmentation } from './diarization_parts/reference_segmentation.ts'
import { setUpScores, sumErrors } from './diarization_parts/score.ts'
import type { ErrorParts, ScoreTurns } from './diarization_parts/score.ts'
import { spokenRanges } from './diarization_parts/spoken_ranges.ts'
import { readClips } from './transcribe_parts/clips.ts'

/** The clustering's threshold was looked for on conversations of seeds below 100. */
const SEEDS = [101]
const PEOPLE = 4
const SECONDS = 300
const THREADS = 2
const SPEAKERS_MAX = 10
/** How audio comes in meetings: 30 to 60 s at once. */
const STRETCHES_S = [45]
/** What the threshold is chosen from when a file is left out. */
const ALIKE = [0.83, 0.84, 0.85, 0.86, 0.87, 0.88, 0.89, 0.9]

interface Sample {
  readonly name: string
  readonly pcm: Pcm
  readonly reference: readonly Turn[]
  /** The reference if pauses within turns are speech, too. */
  readonly whole?: readonly Turn[]
}
interface Prepared {
  readonly sample: Sample
  readonly segmentation: Segmentation
  readonly encoder: VoiceEncoder
  /** CPU time. */
  readonly segmentationMs: number
  readonly voicesMs: number
}
interface Bench {
  readonly diarizer: Diarizer
  readonly encoder: VoiceEncoder
  readonly segment: (pcm: Pcm) => Promise<Segmentation>
  readonly score: ScoreTurns
  readonly out: string
  readonly stretchesS: readonly number[]
}

/**
 * `npm run bench -- diarization --audio DIR [--out DIR] [--seeds 101,102] [--people 4] [--stretch 30,45] [--only ami]`: who spoke when. DIR has `librispeech`
 * (clips SPEAKER-*.flac), of which conversations are put together, and `ami` (WAV, with RTTM beside). Errors are pyannote.metrics', no collar, overlap counted; what
 * was heard is written as RTTM. Each recording also with the number of speakers given, with the right segmentation given, and in stretches of so many
 * seconds, 45 unless told, as in a meeting. RTF is CPU time of all threads by the length of the audio, which the time that passes is at the most where a processor is free.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { audio: { type: 'string' }, out: { type: 'string' }, seeds: { type: 'string' }, people: { type: 'string' }, stretch: { type: 'string' }, only: { type: 'string' } } })
  if (!values.audio) throw new Error('Say where the recordings are: --audio DIR')
  const people = Number(values.people ?? PEOPLE)
  const stretchesS = values.stretch?.split(',').map(Number) ?? STRETCHES_S
  for (const number of [people, ...stretchesS]) if (!(number >= 1)) throw new Error('Say --people and --stretch (s) as numbers from 1')
  const { PARLEY_CACHE: cacheFolder, HF_ENDPOINT: hubUrl } = parseConfig({})
  const out = values.out ?? join(tmpdir(), 'parley-diarization')
  await mkdir(out, { recursive: true })
  const score = await setUpScores(cacheFolder, (line) => console.error(line))
  const store = createModelStore({ cacheFolder, models: 'bundled', hubUrl, log: silentLog })
  const diarizer = await openDiarizer({ store, log: silentLog, threads: THREADS })
  const encoder = await loadGe2eVoices(join(BUNDLED_FOLDER, 'ge2e-speaker-encoder', 'model.onnx'), { threads: THREADS })
  const model = await loadSegmentation(join(BUNDLED_FOLDER, 'pyannote-segmentation', 'model.onnx'), { windowS: 5, threads: THREADS })
  const bench: Bench = { diarizer, encoder, segment: (pcm) => model.segment(pcm), score, out, stretchesS }
  try {
    const seeds = values.seeds?.split(',').map(Number) ?? SEEDS
    if (values.only !== 'ami') await measure('conversations', await conversations(join(values.audio, 'librispeech'), { seeds, people, out }), bench)
    if (values.only !== 'conversations') await leaveOneOut(await measure('ami', await meetings(join(values.audio, 'ami'), out), bench), bench)
  } finally {
    await Promise.all([diarizer.close(), encoder.close(), model.close()])
  }
}

async function conversations(folder: string, { seeds, people, out }: { seeds: readonly number[]; people: number; out: string }): Promise<Sample[]> {
  const vad = await loadSilero(join(BUNDLED_FOLDER, 'silero-vad', 'model.onnx'))
  const clips: SpokenClip[] = []
  for (const { name, pcm } of await readClips(folder, { limit: 1_000, scratch: out })) {
    const ranges = await spokenRanges(pcm, vad)
    if (ranges.length > 0) clips.push({ speaker: name.split('-')[0]!, pcm, ranges })
  }
  await vad.close()
  return seeds.map((seed) => {
    const { pcm, spoken, whole, overlapping } = makeConversation(clips, { seed, people, seconds: SECONDS })
    console.error(`Conversation ${seed}: ${whole.length} turns, ${overlapping} of them begin while somebody speaks`)
    return { name: `conversation-${seed}`, pcm, reference: spoken, whole }
  })
}

async function meetings(folder: string, out: string): Promise<Sample[]> {
  const clips = await readClips(folder, { limit: 100, scratch: out, longestMs: 3_600_000 })
  return Promise.all(clips.map(async ({ name, pcm }) => {
    const turns = await Promise.all(['development', 'train'].map((part) => readRttm(join(folder, `${part}.rttm`), name)))
    return { name, pcm, reference: turns.flat() }
  }))
}

async function measure(title: string, samples: readonly Sample[], bench: Bench): Promise<readonly Prepared[]> {
  const prepared: Prepared[] = []
  for (const sample of samples) prepared.push(await prepare(sample, bench))
  const given = (one: Prepared, segmentation: Segmentation, count?: number) => hearPrepared({ ...one, segmentation }, count)
  const right = await Promise.all(prepared.map(async (one) => ({ ...one, segmentation: referenceSegmentation(one.sample.reference, one.segmentation), encoder: remember(bench.encoder) })))
  const people = ({ sample }: Prepared) => countSpeakers(sample.reference, 0)
  const cases: Record<string, () => Promise<(readonly Turn[])[]>> = {
    'as it is': () => inTurn(prepared, (one) => given(one, one.segmentation)),
    'number of speakers given': () => inTurn(prepared, (one) => given(one, one.segmentation, people(one))),
    'segmentation given': () => inTurn(right, (one) => given(one, one.segmentation)),
    'both given': () => inTurn(right, (one) => given(one, one.segmentation, people(one))),
  }
  for (const stretchS of bench.stretchesS) {
    if (samples.every(({ pcm }) => pcm.length <= stretchS * SPEECH_RATE)) continue
    cases[`in stretches of ${stretchS} s`] = () => inTurn(prepared, ({ sample }) => inStretches(sample.pcm, bench.diarizer, stretchS))
  }
  const lengthS = samples.reduce((sum, { pcm }) => sum + pcm.length / SPEECH_RATE, 0)
  const rtf = (ms: (one: Prepared) => number) => round(prepared.reduce((sum, one) => sum + ms(one), 0) / 1_000 / lengthS)
  for (const [name, hear] of Object.entries(cases)) {
    const heard = await hear()
    const { each, versions } = await scoreAll(samples, heard, { bench, part: name })
    const whole = samples.some((sample) => sample.whole) ? await scoreAll(samples.map((sample) => ({ ...sample, name: `${sample.name}-whole`, reference: sample.whole ?? [] })), heard, { bench, part: name }) : null
    const setting = readSetting(['onnxruntime-node', 'ml-hclust'])
    report('diarization', `${title}, ${name}`, {
      ...sumErrors(each), ...(whole ? { derOfWholeTurnsPercent: sumErrors(whole.each).derPercent } : {}), seconds: Math.round(lengthS),
      ...(name === 'as it is' ? { segmentationRtf: rtf((one) => one.segmentationMs), voicesRtf: rtf((one) => one.voicesMs), rtf: rtf((one) => one.segmentationMs + one.voicesMs), threads: THREADS } : {}),
      recordings: samples.map(({ name: recording, reference }, i) => ({
        recording, ...sumErrors([each[i]!]), speakers: countSpeakers(heard[i]!), speakersInReference: countSpeakers(reference, 0),
      })),
      rttm: bench.out,
    }, { ...setting, versions: { ...setting.versions, ...versions } })
  }
  return prepared
}

/** What the product does with what was made ahead, late corrections included. */
async function hearPrepared({ sample, segmentation, encoder }: Prepared, count?: number): Promise<readonly Turn[]> {
  const { turns, speakers } = await hearSegmented(sample.pcm, segmentation, { encoder, known: [], max: SPEAKERS_MAX, ...(count === undefined ? {} : { count }) })
  return renameTurns(turns, mergeSpeakers(speakers, { alike: encoder.same, ...(count === undefined ? {} : { most: count }) }).merged)
}

/** Segmentation and vectors of voices, made once and timed: the cases differ in what is done with them. */
async function prepare(sample: Sample, bench: Bench): Promise<Prepared> {
  const { result: segmentation, cpuMs: segmentationMs } = await timed(() => bench.segment(sample.pcm))
  const encoder = remember(bench.encoder)
  const { cpuMs: voicesMs } = await timed(() => hearSegmented(sample.pcm, segmentation, { encoder, known: [], max: SPEAKERS_MAX }))
  return { sample, segmentation, encoder, segmentationMs, voicesMs }
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; cpuMs: number }> {
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { result, cpuMs: (user + system) / 1_000 }
}

/** An encoder of one recording with one segmentation, asked once. */
function remember(encoder: VoiceEncoder): VoiceEncoder {
  let vectors: Promise<Float32Array[]> | null = null
  return { ...encoder, embed: (...asked) => vectors ??= encoder.embed(...asked) }
}

async function inTurn(prepared: readonly Prepared[], hear: (one: Prepared) => Promise<readonly Turn[]>): Promise<(readonly Turn[])[]> {
  const heard: (readonly Turn[])[] = []
  for (const one of prepared) heard.push(await hear(one))
  return heard
}

/** The threshold of the clustering is chosen on all recordings but one, and counts on that one. */
async function leaveOneOut(prepared: readonly Prepared[], bench: Bench): Promise<void> {
  const samples = prepared.map(({ sample }) => sample)
  const byAlike: ErrorParts[][] = []
  for (const alike of ALIKE) {
    const turns = await inTurn(prepared, (one) => hearPrepared({ ...one, encoder: { ...one.encoder, alike } }))
    byAlike.push((await scoreAll(samples, turns, { bench, part: `alike ${alike}` })).each)
  }
  const wrong = (each: readonly ErrorParts[]) => each.reduce((sum, { missed, falseAlarm, confusion }) => sum + missed + falseAlarm + confusion, 0)
  const chosen = samples.map((_, left) => {
    const rates = byAlike.map((each) => wrong(each.filter((_, i) => i !== left)))
    return rates.indexOf(Math.min(...rates))
  })
  report('diarization', 'ami, threshold chosen on the other recordings', {
    ...sumErrors(chosen.map((index, left) => byAlike[index]![left]!)),
    chosen: chosen.map((index, left) => ({ recording: samples[left]!.name, alike: ALIKE[index] })),
    ofEach: ALIKE.map((alike, index) => ({ alike, derPercent: sumErrors(byAlike[index]!).derPercent })),
  }, readSetting(['onnxruntime-node', 'ml-hclust']))
}

/** As in a meeting: stretch after stretch, with the speakers of those before. */
async function inStretches(pcm: Pcm, diarizer: Diarizer, stretchS: number): Promise<readonly Turn[]> {
  let known: readonly KnownSpeaker[] = []
  let turns: readonly Turn[] = []
  const size = Math.round(stretchS * SPEECH_RATE)
  for (let at = 0; at < pcm.length; at += size) {
    const { turns: found, speakers, merged } = await diarizer.diarize(pcm.slice(at, at + size), { known })
    const offsetS = at / SPEECH_RATE
    turns = renameTurns([...turns, ...found.map(({ speaker, startS, endS }) => ({ speaker, startS: startS + offsetS, endS: endS + offsetS }))], merged)
    known = speakers
  }
  return turns
}

async function scoreAll(samples: readonly Sample[], heard: readonly (readonly Turn[])[], { bench, part }: { bench: Bench; part: string }) {
  const folder = join(bench.out, part.replaceAll(' ', '-'))
  await mkdir(folder, { recursive: true })
  return bench.score(await Promise.all(samples.map(async ({ name, pcm, reference }, i) => ({
    reference: await writeRttm(join(bench.out, `${name}.reference.rttm`), name, reference),
    hypothesis: await writeRttm(join(folder, `${name}.rttm`), name, heard[i]!),
    seconds: pcm.length / SPEECH_RATE,
  }))))
}

function countSpeakers(turns: readonly Turn[], fromS = COUNTS_FROM_S): number {
  const seconds = new Map<string, number>()
  for (const { speaker, startS, endS } of turns) seconds.set(speaker, (seconds.get(speaker) ?? 0) + endS - startS)
  return [...seconds.values()].filter((said) => said >= fromS).length
}
