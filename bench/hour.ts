import { parseArgs } from 'node:util'
import { join, openBrowser } from '../tests/e2e/browser.ts'
import { routes } from '../views/routes.ts'
import { readSetting, report, round } from './_report.ts'
import { watchCaptions } from './captions_parts/watch_pages.ts'
import type { PageBench } from './captions_parts/watch_pages.ts'
import { listClips, pauses, shuffle } from './load_parts/clips.ts'
import { lagBuckets, lagFigures, missingFinals, readFinals, shownFinals } from './load_parts/finals.ts'
import type { ShownFinal } from './load_parts/finals.ts'
import { joinRoom } from './load_parts/join_room.ts'
import { openSpeakers } from './load_parts/open_speakers.ts'
import { readMemory } from './load_parts/server_memory.ts'
import type { MemorySample } from './load_parts/server_memory.ts'
import { startServer } from './load_parts/start_server.ts'

const MINUTE_MS = 60_000
const BUCKET_MS = 5 * MINUTE_MS
/** For the last line to come. */
const LAST_MS = 6_000
/** An hour says little without many orders of the same clips. */
const ROUNDS = 40
const LAG_GROWS_MS = 150

/**
 * `npm run bench -- hour [--audio DIR ...] [--minutes N] [--verbose]`: one person speaks for an hour, with pauses of 1 to 4 s between clips; a real
 * Chromium reads them in Portuguese. Lag is from the end of speech, as voice activity detection saw it, to the final line in that page.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { audio: { type: 'string', multiple: true, default: [] }, minutes: { type: 'string', default: '60' }, verbose: { type: 'boolean' } } })
  const clips = await listClips(values.audio)
  const files = Array.from({ length: ROUNDS }, (_, round) => shuffle(clips, round + 1)).flat()
  const lengthMs = Number(values.minutes) * MINUTE_MS
  const server = await startServer()
  const reader = await openBrowser()
  try {
    const room = { origin: server.url.replace('localhost', '127.0.0.1'), roomId: server.roomId }
    const speaker = await joinRoom(room.origin, { ...room, name: 'Speaker', speaks: 'en', reads: 'en' })
    await reader.context.addInitScript(watchCaptions)
    await join(reader.page, new URL(routes.room.to(room.roomId), server.url).href, { name: 'Reader', speaks: 'Portuguese', reads: 'Portuguese' })
    const speakers = await openSpeakers([speaker])
    const sinceMs = Date.now()
    const talking = speakers.talk(speaker, { files, pausesMs: pauses({ count: 997, fromMs: 1_000, toMs: 4_000, seed: 7 }), untilMs: sinceMs + lengthMs })
    const note = setInterval(() => console.error(progress(sinceMs, server.samples)), BUCKET_MS)
    const said = await talking.finally(() => clearInterval(note))
    await reader.page.waitForTimeout(LAST_MS)
    const { lines } = await reader.page.evaluate(() => (globalThis as unknown as PageBench).parleyBench)
    await speakers.close()
    const finals = readFinals(server.output())
    const shown = new Map(lines.map(({ captionId, atMs }) => [captionId, atMs]))
    tell({ shown: shownFinals(finals.done, shown), missing: missingFinals(finals, shown).length, said: said.length, slippedMs: said.at(-1)?.slippedMs ?? 0, speechMs: said.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) },
      { sinceMs, lengthMs, server })
    if (values.verbose) console.error(server.output())
  } finally {
    await reader.close()
    await server.stop()
  }
}

interface Measured {
  readonly shown: readonly ShownFinal[]
  readonly missing: number
  readonly said: number
  readonly slippedMs: number
  readonly speechMs: number
}

function tell({ shown, missing, said, slippedMs, speechMs }: Measured, { sinceMs, lengthMs, server }: { sinceMs: number; lengthMs: number; server: { samples: readonly MemorySample[]; output(): string } }): void {
  const setting = readSetting(['mediasoup', 'onnxruntime-node'])
  const minutes = (from: number, to: number) => <T extends { endMs: number }>(items: readonly T[]) =>
    items.filter(({ endMs }) => endMs >= sinceMs + from * MINUTE_MS && endMs < sinceMs + to * MINUTE_MS)
  const total = lengthMs / MINUTE_MS
  for (const bucket of lagBuckets(shown, { sinceMs, everyMs: BUCKET_MS })) {
    const from = sinceMs + bucket.fromMin * MINUTE_MS
    const [memory, heaps] = [within(server.samples, from), within(readMemory(server.output()).filter(({ threadId }) => threadId === 0), from)]
    report('hour', `from minute ${bucket.fromMin}`, {
      ...bucket, serverMb: round(mean(memory.map(({ serverMb }) => serverMb))), othersMb: round(mean(memory.map(({ othersMb }) => othersMb))),
      heapMb: round(mean(heaps.map(({ heapUsed }) => heapUsed / 2 ** 20))), buffersMb: round(mean(heaps.map(({ arrayBuffers }) => arrayBuffers / 2 ** 20))),
    }, setting)
  }
  // The first ten minutes warm everything up; a short trial takes its halves.
  const warm = Math.min(10, total / 2)
  const early = lagFigures(minutes(warm, Math.min(warm + 10, total))(shown))
  const late = lagFigures(minutes(Math.max(warm, total - 10), total + 1)(shown))
  const after = server.samples.filter(({ atMs }) => atMs >= sinceMs + warm * MINUTE_MS).map(({ serverMb, othersMb }) => serverMb + othersMb)
  report('hour', 'verdict', {
    minutes: total, clips: said, speechMinutes: round(speechMs / MINUTE_MS), ...lagFigures(shown), missing,
    lagGrowthP50Ms: round(late.p50Ms - early.p50Ms), lagGrows: late.p50Ms - early.p50Ms > LAG_GROWS_MS,
    // The mean of two minutes at each end, so that a garbage collection decides nothing.
    memoryGrowthMb: round(mean(after.slice(-4)) - mean(after.slice(0, 4))), memoryPeakAfterMb: round(Math.max(...after) - mean(after.slice(0, 4))),
    speakerSlippedMs: round(slippedMs),
    errors: server.output().split('\n').filter((line) => line.includes('"level":"error"')).length,
  }, setting)
}

function within<T extends { readonly atMs: number }>(items: readonly T[], fromMs: number): T[] {
  return items.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + BUCKET_MS)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function progress(sinceMs: number, samples: readonly MemorySample[]): string {
  const last = samples.at(-1)
  return `${Math.round((Date.now() - sinceMs) / MINUTE_MS)} min: server ${Math.round(last?.serverMb ?? 0)} MB, its processes ${Math.round(last?.othersMb ?? 0)} MB`
}
