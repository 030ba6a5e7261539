import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { promisify } from 'node:util'
import { samplesToMs } from '../../domain/audio.ts'
import type { Pcm } from '../../domain/audio.ts'

const AUDIO = new Set(['.wav', '.flac'])
/** Whisper's window: what one call takes. */
const WINDOW_MS = 30_000

export interface Clip {
  readonly name: string
  readonly pcm: Pcm
  /** The same samples as a file of float32, for the peer. */
  readonly path: string
  readonly durationMs: number
  /** What is said, where the folder tells. */
  readonly reference: string | null
}

/**
 * Reads a folder of WAV or FLAC with ffmpeg. References come from `*.trans.txt` (`NAME WORDS` a line) or `NAME.txt`.
 * @param scratch folder for the samples
 * @param longestMs longer files are left out
 */
export async function readClips(folder: string, { limit, scratch, longestMs = WINDOW_MS }: { limit: number; scratch: string; longestMs?: number }): Promise<Clip[]> {
  const files = (await readdir(folder)).sort()
  const audio = files.filter((file) => AUDIO.has(extname(file).toLowerCase())).slice(0, limit)
  if (audio.length === 0) throw new Error(`There is no WAV or FLAC file in ${folder}`)
  const references = await readReferences(folder, files, audio)
  const clips: Clip[] = []
  for (const file of audio) {
    const name = basename(file, extname(file))
    const { stdout } = await promisify(execFile)(
      'ffmpeg', ['-v', 'error', '-i', join(folder, file), '-f', 'f32le', '-ac', '1', '-ar', '16000', '-'],
      { encoding: 'buffer', maxBuffer: 1 << 30 },
    )
    const pcm = new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength))
    const durationMs = samplesToMs(pcm.length)
    if (durationMs > longestMs) {
      console.error(`${file} is left out: ${Math.round(durationMs / 1000)} s is longer than ${longestMs / 1000} s`)
      continue
    }
    const path = join(scratch, `${name}.f32`)
    await writeFile(path, stdout)
    clips.push({ name, pcm, path, durationMs, reference: references.get(name) ?? null })
  }
  return clips
}

async function readReferences(folder: string, files: readonly string[], audio: readonly string[]): Promise<Map<string, string>> {
  const references = new Map<string, string>()
  for (const file of files.filter((name) => name.endsWith('.trans.txt'))) {
    for (const line of (await readFile(join(folder, file), 'utf8')).split('\n')) {
      const [name, ...words] = line.trim().split(/\s+/)
      if (name) references.set(name, words.join(' '))
    }
  }
  for (const name of audio.map((file) => basename(file, extname(file)))) {
    if (files.includes(`${name}.txt`)) references.set(name, (await readFile(join(folder, `${name}.txt`), 'utf8')).trim())
  }
  return references
}
