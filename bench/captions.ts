import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { parseArgs } from 'node:util'
import { join, openBrowser, startMeeting } from '../tests/e2e/browser.ts'
import { startParley } from '../tests/e2e/server.ts'
import { percentile, readSetting, report, round } from './_report.ts'
import { chooseFiles } from './captions_parts/choose_files.ts'
import { matchLines } from './captions_parts/match_lines.ts'
import { readStages } from './captions_parts/stages.ts'
import { watchCaptions, watchMicrophone } from './captions_parts/watch_pages.ts'
import type { PageBench } from './captions_parts/watch_pages.ts'
import { writeScript } from './captions_parts/script.ts'
import type { Script } from './captions_parts/script.ts'
import { readFinals } from './load_parts/finals.ts'
import type { Done } from './load_parts/finals.ts'

/** Time for the microphone to open and for the last line to come. */
const LAST_MS = 4_000

interface Measured {
  readonly clip: string
  readonly utteranceMs: number
  /** From the true end of the utterance to its last line in the reader's document; null when none came in time. */
  readonly latencyMs: number | null
  readonly text: string
}

/**
 * `npm run bench -- captions [--audio DIR] [--limit N] [--utterances N] [--verbose]`: one real Chromium speaks clips, a second one reads
 * them in Portuguese. Latency is from the true end of each utterance to its final translated line in the second one's DOM.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { audio: { type: 'string' }, limit: { type: 'string' }, utterances: { type: 'string' }, verbose: { type: 'boolean' } } })
  const files = await chooseFiles(values.audio, Number(values.limit ?? 11))
  const folder = await mkdtemp(joinPath(tmpdir(), 'parley-bench-'))
  const script = await writeScript(files, { out: joinPath(folder, 'script.wav'), utterances: Number(values.utterances ?? 0) })
  const server = await startParley({ LOG_LEVEL: 'info' })
  const reader = await openBrowser()
  const speaker = await openBrowser({ speech: joinPath(folder, 'script.wav') })
  try {
    await reader.context.addInitScript(watchCaptions)
    await speaker.context.addInitScript(watchMicrophone)
    const room = await startMeeting(reader.page, server.url, { name: 'Reader', reads: 'Portuguese' })
    await join(reader.page, room, { name: 'Reader', speaks: 'Portuguese', reads: 'Portuguese' })
    await join(speaker.page, room, { name: 'Speaker', speaks: 'English', reads: 'English' })
    console.error(`Speaking ${script.clips.length} clips, ${Math.round(script.lengthMs / 1000)} s`)
    await speaker.page.waitForTimeout(script.lengthMs + LAST_MS)
    const read = (page: typeof reader.page) => page.evaluate(() => (globalThis as unknown as PageBench).parleyBench)
    const measured = match(script, (await read(speaker.page)).onsetsMs, (await read(reader.page)).lines, readFinals(server.output()).done)
    tell(measured, readStages(server.output()))
    // What the server says of each segment, for whoever looks for the time.
    if (values.verbose) console.error(server.output())
  } finally {
    await Promise.all([reader.close(), speaker.close()])
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function match(script: Script, onsetsMs: readonly number[], lines: PageBench['parleyBench']['lines'], done: ReadonlyMap<string, Done>): Measured[] {
  return matchLines(script, { onsetsMs, lines, done }).map(({ clip, lengthMs, endMs, line }) =>
    ({ clip, utteranceMs: lengthMs, latencyMs: line && line.atMs - endMs, text: line?.text ?? '' }))
}

function tell(measured: readonly Measured[], stages: Readonly<Record<string, number>>): void {
  const setting = readSetting(['mediasoup', 'onnxruntime-node', '@huggingface/transformers'])
  const latencies = measured.flatMap(({ latencyMs }) => latencyMs ?? [])
  for (const { clip, utteranceMs, latencyMs, text } of measured) {
    console.error(`${clip.padEnd(28)} ${(utteranceMs / 1000).toFixed(1).padStart(5)} s  ${latencyMs === null ? 'no line' : `${Math.round(latencyMs)} ms`}  ${text}`)
  }
  report('captions', 'end of speech to final translated line in the DOM', {
    utterances: measured.length,
    withoutLine: measured.length - latencies.length,
    p50Ms: round(percentile(latencies, 0.5)),
    p95Ms: round(percentile(latencies, 0.95)),
    p99Ms: round(percentile(latencies, 0.99)),
    stages,
  }, setting)
}
