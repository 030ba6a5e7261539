import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Path of a file below tests/fixtures. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
}

/** Speaks a sentence into a 16 bit WAV file. */
export async function speak(text: string, { voice, out }: { voice: string; out: string }): Promise<string> {
  await run('espeak-ng', ['-v', voice, '-s', '150', '-w', `${out}.raw.wav`, text])
  return forMicrophone(`${out}.raw.wav`, { out })
}

/** The form that Chromium's fake microphone takes: 48 kHz mono 16 bit, with quiet around the speech. */
export async function forMicrophone(source: string, { out, leadS = 2, tailS = 3 }: { out: string; leadS?: number; tailS?: number }): Promise<string> {
  const quiet = `adelay=${leadS * 1000}:all=1,apad=pad_dur=${tailS}`
  await run('ffmpeg', ['-v', 'error', '-y', '-i', source, '-af', quiet, '-ar', '48000', '-ac', '1', '-c:a', 'pcm_s16le', out])
  return out
}

/** A stretch of a recording again and again, for the fake microphone: one begins every `everyS` seconds. */
export async function repeatForMicrophone(source: string, { out, fromS, untilS, everyS, times }: {
  out: string; fromS: number; untilS: number; everyS: number; times: number
}): Promise<string> {
  const one = `${out}.one.wav`
  const cut = `atrim=${fromS}:${untilS},asetpts=PTS-STARTPTS,apad=whole_dur=${everyS}`
  await run('ffmpeg', ['-v', 'error', '-y', '-i', source, '-af', cut, '-ar', '48000', '-ac', '1', '-c:a', 'pcm_s16le', one])
  await run('ffmpeg', ['-v', 'error', '-y', '-stream_loop', String(times - 1), '-i', one, '-af', 'adelay=2000:all=1', '-ar', '48000', '-ac', '1', '-c:a', 'pcm_s16le', out])
  return out
}

/** Recordings in turn for the fake microphone, again and again: one begins every `everyS` seconds. */
export async function inTurnForMicrophone(sources: readonly string[], { out, everyS, times }: { out: string; everyS: number; times: number }): Promise<string> {
  const all = Array.from({ length: times }, () => sources).flat()
  const padded = all.map((_, at) => `[${at}:a]aresample=48000,aformat=sample_fmts=s16:channel_layouts=mono,apad=whole_dur=${everyS}[a${at}]`)
  const filter = `${padded.join(';')};${all.map((_, at) => `[a${at}]`).join('')}concat=n=${all.length}:v=0:a=1,adelay=2000:all=1`
  await run('ffmpeg', ['-v', 'error', '-y', ...all.flatMap((source) => ['-i', source]), '-filter_complex', filter, '-c:a', 'pcm_s16le', out])
  return out
}

/** A stretch of a recording as a file of its own. */
export async function cutOut(source: string, { out, fromS, untilS }: { out: string; fromS: number; untilS: number }): Promise<string> {
  await run('ffmpeg', ['-v', 'error', '-y', '-i', source, '-af', `atrim=${fromS}:${untilS},asetpts=PTS-STARTPTS`, '-c:a', 'pcm_s16le', out])
  return out
}
