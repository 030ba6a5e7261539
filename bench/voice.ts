import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { parseArgs } from 'node:util'
import { join, openBrowser, startMeeting } from '../tests/e2e/browser.ts'
import { interpreterOnsets, recordInterpreter } from '../tests/e2e/interpreter_track.ts'
import { startParley } from '../tests/e2e/server.ts'
import { percentile, readSetting, report, round } from './_report.ts'
import { chooseFiles } from './captions_parts/choose_files.ts'
import { watchCaptions, watchMicrophone } from './captions_parts/watch_pages.ts'
import type { PageBench } from './captions_parts/watch_pages.ts'
import { writeScript } from './captions_parts/script.ts'
import { readFinals } from './load_parts/finals.ts'
import { matchVoice } from './voice_parts/match_voice.ts'
import type { Spoken } from './voice_parts/match_voice.ts'
import { readOutcomes } from './voice_parts/read_outcomes.ts'
import type { Outcomes } from './voice_parts/read_outcomes.ts'

/** Time for the microphone to open and for the last dub to begin. */
const LAST_MS = 6_000
/** Between clips, so that the dub of one has ended when the next one does. */
const GAP_MS = 8_000

/**
 * `npm run bench -- voice [--audio DIR] [--limit N] [--utterances N] [--verbose]`: one real Chromium speaks clips, a second one hears
 * them in Portuguese. From the true end of each utterance to the first sound of its last line in the second one's interpreter track, as its page plays it.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { audio: { type: 'string' }, limit: { type: 'string' }, utterances: { type: 'string' }, verbose: { type: 'boolean' } } })
  const files = await chooseFiles(values.audio, Number(values.limit ?? 11))
  const folder = await mkdtemp(joinPath(tmpdir(), 'parley-bench-'))
  const script = await writeScript(files, { out: joinPath(folder, 'script.wav'), utterances: Number(values.utterances ?? 0), gapMs: GAP_MS })
  const server = await startParley({ LOG_LEVEL: 'info' })
  const listener = await openBrowser()
  const speaker = await openBrowser({ speech: joinPath(folder, 'script.wav') })
  try {
    await listener.context.addInitScript(watchCaptions)
    await recordInterpreter(listener.context)
    await speaker.context.addInitScript(watchMicrophone)
    const bia = { name: 'Listener', speaks: 'Portuguese', reads: 'Portuguese', hears: 'Translated voice' }
    const room = await startMeeting(listener.page, server.url, bia)
    await join(listener.page, room, bia)
    await join(speaker.page, room, { name: 'Speaker', speaks: 'English', reads: 'English' })
    console.error(`Speaking ${script.clips.length} clips, ${Math.round(script.lengthMs / 1000)} s`)
    await speaker.page.waitForTimeout(script.lengthMs + LAST_MS)
    const read = (page: typeof listener.page) => page.evaluate(() => (globalThis as unknown as PageBench).parleyBench)
    const [{ onsetsMs }, { lines }] = [await read(speaker.page), await read(listener.page)]
    tell(matchVoice(script, { onsetsMs, lines, done: readFinals(server.output()).done, voiceMs: await interpreterOnsets(listener.page) }), await readOutcomes(server.url))
    if (values.verbose) console.error(server.output())
  } finally {
    await Promise.all([listener.close(), speaker.close()])
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function tell(spoken: readonly Spoken[], outcomes: Outcomes): void {
  for (const { clip, utteranceMs, voiceMs, captionMs, heardEndMs, text } of spoken) {
    const when = voiceMs === null ? 'no voice' : `${Math.round(voiceMs)} ms`
    console.error(`${clip.padEnd(28)} ${(utteranceMs / 1000).toFixed(1).padStart(5)} s  ${when.padStart(9)}  (caption ${captionMs === null ? 'none' : `${Math.round(captionMs)} ms, heard to end after ${Math.round(heardEndMs!)} ms`})  ${text}`)
  }
  const voices = spoken.flatMap(({ voiceMs }) => voiceMs ?? [])
  const after = spoken.flatMap(({ voiceMs, captionMs }) => (voiceMs === null || captionMs === null ? [] : voiceMs - captionMs))
  const afterHeard = spoken.flatMap(({ voiceMs, heardEndMs }) => (voiceMs === null || heardEndMs === null ? [] : voiceMs - heardEndMs))
  report('voice', 'end of speech to first sound of the translated voice in the listener’s page', {
    utterances: spoken.length,
    withoutLine: spoken.filter(({ captionMs }) => captionMs === null).length,
    withoutVoice: spoken.length - voices.length,
    p50Ms: round(percentile(voices, 0.5)),
    p95Ms: round(percentile(voices, 0.95)),
    afterHeardEndP50Ms: round(percentile(afterHeard, 0.5)),
    afterHeardEndP95Ms: round(percentile(afterHeard, 0.95)),
    afterCaptionP50Ms: round(percentile(after, 0.5)),
    afterCaptionP95Ms: round(percentile(after, 0.95)),
    ...outcomes,
  }, readSetting(['mediasoup', 'onnxruntime-node', '@evan/opus']))
}
