import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { SPEECH_RATE, msToSamples, samplesToMs } from '../../domain/audio.ts'
import type { Pcm } from '../../domain/audio.ts'
import { shorten } from './shorten.ts'
import { findUtterances } from './utterances.ts'

const run = promisify(execFile)
const LEAD_MS = 8_000
/** Longer than any latency worth measuring, so that a caption belongs to the utterance before it. */
const GAP_MS = 3_000

/** Heard and noted by hand where the level does not tell: the crowd gets louder as the address of 1961 goes on. */
const ANNOTATED: Readonly<Record<string, Clip['utterances']>> = {
  'jfk.wav': [{ startMs: 300, endMs: 2_200 }, { startMs: 3_300, endMs: 4_250 }, { startMs: 5_400, endMs: 7_600 }, { startMs: 8_200, endMs: 10_350 }],
}

export interface Clip {
  readonly name: string
  readonly utterances: readonly { readonly startMs: number; readonly endMs: number }[]
}

/** What one microphone says: clips with digital silence between them, whose first sample after it marks a clip's start. */
export interface Script {
  readonly clips: readonly Clip[]
  readonly lengthMs: number
}

/** Any audio file → PCM float32 [-1, 1], 16 kHz mono. */
export async function readAudio(file: string): Promise<Pcm> {
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', file, '-f', 'f32le', '-ac', '1', '-ar', String(SPEECH_RATE), '-'], {
    encoding: 'buffer', maxBuffer: 512 * 1024 * 1024,
  })
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength - (stdout.byteLength % 4)))
}

/**
 * Writes clips into one 48 kHz 16 bit WAV for a fake microphone, and the beginnings of clips after them until there are as many
 * utterances as are wanted. `gapMs`: silence after each clip.
 */
export async function writeScript(files: readonly string[], { out, utterances: wanted, gapMs = GAP_MS }: { out: string; utterances: number; gapMs?: number }): Promise<Script> {
  const parts: Pcm[] = [new Float32Array(msToSamples(LEAD_MS))]
  const clips: Clip[] = []
  const add = (name: string, pcm: Pcm, utterances: Clip['utterances']) => {
    clips.push({ name, utterances })
    // The mark: the first sample is loud enough to be told from silence.
    pcm[0] = 0.02
    parts.push(pcm, new Float32Array(msToSamples(gapMs)))
  }
  const beginnings: (() => void)[] = []
  for (const file of files) {
    const pcm = await readAudio(file)
    const name = file.split('/').at(-1)!
    const beginning = shorten(pcm)
    const [utterance, ...more] = findUtterances(beginning)
    if (utterance && more.length === 0 && !ANNOTATED[name]) beginnings.push(() => add(`${name} (begun)`, beginning, [utterance]))
    add(name, pcm, ANNOTATED[name] ?? findUtterances(pcm))
  }
  const count = () => clips.reduce((sum, { utterances }) => sum + utterances.length, 0)
  for (const begin of beginnings) if (count() < wanted) begin()
  const raw = `${out}.f32`
  await writeFile(raw, Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength))))
  await run('ffmpeg', ['-v', 'error', '-y', '-f', 'f32le', '-ar', String(SPEECH_RATE), '-ac', '1', '-i', raw, '-ar', '48000', '-c:a', 'pcm_s16le', out])
  return { clips, lengthMs: samplesToMs(parts.reduce((sum, { length }) => sum + length, 0)) }
}
