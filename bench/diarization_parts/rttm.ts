import { readFile, writeFile } from 'node:fs/promises'
import type { Turn } from '../../models/diarization/diarizer.ts'

/** Turns of one recording out of an RTTM file of several. */
export async function readRttm(path: string, recording: string): Promise<Turn[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').map((line) => line.trim().split(/\s+/))
  return lines.filter(([kind, name]) => kind === 'SPEAKER' && name === recording).map((fields) => ({
    speaker: fields[7]!, startS: Number(fields[3]), endS: Number(fields[3]) + Number(fields[4]),
  }))
}

export async function writeRttm(path: string, recording: string, turns: readonly Turn[]): Promise<string> {
  const lines = turns.map(({ speaker, startS, endS }) => `SPEAKER ${recording} 1 ${startS.toFixed(3)} ${(endS - startS).toFixed(3)} <NA> <NA> ${speaker} <NA> <NA>\n`)
  await writeFile(path, lines.join(''))
  return path
}
