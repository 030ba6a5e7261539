import { parseArgs } from 'node:util'
import { join, openBrowser } from '../tests/e2e/browser.ts'
import { routes } from '../views/routes.ts'
import { readSetting, report, round } from './_report.ts'
import { listClips, pauses, shuffle } from './load_parts/clips.ts'
import { lagFigures, missingFinals, readFinals, shownFinals } from './load_parts/finals.ts'
import type { ShownFinal } from './load_parts/finals.ts'
import { joinRoom } from './load_parts/join_room.ts'
import { openSpeakers } from './load_parts/open_speakers.ts'
import { readHub } from './load_parts/read_hub.ts'
import { startServer } from './load_parts/start_server.ts'
import { noteStatus, watchStatus } from './load_parts/watch_status.ts'

const MINUTE_MS = 60_000
/** Clips come one after another, as somebody talks who does not stop. */
const PAUSES = { count: 499, fromMs: 400, toMs: 1_200 }
/** For the last lines to come, however far behind they are. */
const LAST_MS = 30_000
const LAST_TRIES = 6
const ROUNDS = 40

/**
 * `npm run bench -- load [--people N] [--minutes N] [--audio DIR ...] [--verbose]`: N people talk at once, each in clips and an order of
 * their own, and read everyone in Portuguese. Each has the socket of a page; one more reader is a real Chromium, whose banner is read.
 * Lag is from the end of speech, as voice activity detection saw it, to the line on the socket.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args, options: { people: { type: 'string', default: '4' }, minutes: { type: 'string', default: '10' }, audio: { type: 'string', multiple: true, default: [] }, verbose: { type: 'boolean' } },
  })
  const people = Number(values.people)
  const lengthMs = Number(values.minutes) * MINUTE_MS
  const clips = await listClips(values.audio)
  const server = await startServer()
  const reader = await openBrowser()
  try {
    const members = []
    for (let at = 0; at < people; at++) members.push(await joinRoom(server.url, { roomId: server.roomId, name: `Speaker ${at + 1}`, speaks: 'en', reads: 'pt' }))
    const pages = await Promise.all(members.map(readHub))
    await reader.context.addInitScript(watchStatus)
    await join(reader.page, new URL(routes.room.to(server.roomId), server.url).href, { name: 'Reader', speaks: 'Portuguese', reads: 'Portuguese' })
    const speakers = await openSpeakers(members)
    const sinceMs = Date.now()
    const said = await Promise.all(members.map((member, at) => speakers.talk(member, {
      files: Array.from({ length: ROUNDS }, (_, round) => shuffle(clips, 100 * at + round + 1)).flat(), pausesMs: pauses({ ...PAUSES, seed: at + 1 }), untilMs: sinceMs + lengthMs,
    })))
    const talkedMs = Date.now() - sinceMs
    const cpuMs = (server.samples.at(-1)?.cpuMs ?? 0) - (server.samples[0]?.cpuMs ?? 0)
    for (let tries = 0; tries < LAST_TRIES; tries++) {
      await reader.page.waitForTimeout(LAST_MS)
      const soFar = readFinals(server.output())
      if (pages.every((page) => missingFinals(soFar, page.finals).length === 0)) break
    }
    const statuses = await noteStatus(reader.page)
    await speakers.close()
    const finals = readFinals(server.output())
    const inPage = new Set(await reader.page.locator('[role=log] li[data-final]').evaluateAll((lines) => lines.map((line) => line.getAttribute('data-final')!)))
    const shown = pages.flatMap((page) => shownFinals(finals.done, page.finals))
    const half = (late: boolean) => shown.filter(({ endMs }) => (endMs - sinceMs > talkedMs / 2) === late)
    report('load', `${people} people`, {
      people, minutes: round(talkedMs / MINUTE_MS), speechShare: round(said.flat().reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / (people * talkedMs)),
      pushed: finals.queued.length, ...lagFigures(shown), lagGrowthP50Ms: round(growth(half(false), half(true))),
      missingAtMost: Math.max(...pages.map((page) => missingFinals(finals, page.finals).length)), missingInChromium: missingFinals(finals, new Map([...inPage].map((id) => [id, 0]))).length,
      interimsAMinuteEach: round(finals.interims / people / (talkedMs / MINUTE_MS)), serverCores: round(cpuMs / talkedMs),
      saidPaused: statuses.some(({ text }) => text.includes('Interim text is paused')), statuses: distinct(statuses.map(({ text }) => text)),
      speakerSlippedMs: round(Math.max(...said.flat().map(({ slippedMs }) => slippedMs))), errors: server.output().split('\n').filter((line) => line.includes('"level":"error"')).length,
    }, readSetting(['mediasoup', 'onnxruntime-node']))
    for (const page of pages) page.close()
    if (values.verbose) console.error(server.output())
  } finally {
    await reader.close()
    await server.stop()
  }
}

function growth(first: readonly ShownFinal[], second: readonly ShownFinal[]): number {
  return lagFigures(second).p50Ms - lagFigures(first).p50Ms
}

/** What the banner said, numbers aside, in the order in which it said it first. */
function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => text.replaceAll(/\d+/g, 'N')))]
}
