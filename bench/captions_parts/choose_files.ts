import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fixture } from '../../tests/e2e/speech.ts'

/** The clips of a folder in the order of their names, or else those of the repository, at most so many. Throws for a folder without any. */
export async function chooseFiles(audio: string | undefined, limit: number): Promise<string[]> {
  const folder = resolve(audio ?? fixture('librispeech'))
  const clips = (await readdir(folder)).filter((name) => /\.(wav|flac)$/i.test(name)).sort().map((name) => join(folder, name))
  if (clips.length === 0) throw new Error(`There is no WAV or FLAC file in ${folder}`)
  return audio ? clips.slice(0, limit) : [fixture('jfk.wav'), ...clips].slice(0, limit)
}
