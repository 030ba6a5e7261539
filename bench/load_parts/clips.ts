import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fixture } from '../../tests/e2e/speech.ts'

/** Audio files of folders, by name; those that the tests bring when none is named. Throws when there are none. */
export async function listClips(folders: readonly string[]): Promise<string[]> {
  const from = folders.length > 0 ? folders.map((folder) => resolve(folder)) : [fixture('librispeech')]
  const files = (await Promise.all(from.map(async (folder) =>
    (await readdir(folder)).filter((name) => /\.(wav|flac)$/i.test(name)).sort().map((name) => join(folder, name))))).flat()
  if (files.length === 0) throw new Error(`There is no WAV or FLAC file in ${from.join(', ')}`)
  return files
}

/** The same numbers on every run, in [0, 1). */
export function createChance(seed: number): () => number {
  let state = seed % 2_147_483_647 || 1
  return () => ((state = (state * 48_271) % 2_147_483_647) - 1) / 2_147_483_646
}

/** The same items in an order that the seed decides. */
export function shuffle<T>(items: readonly T[], seed: number): T[] {
  const chance = createChance(seed)
  return items.map((item) => ({ item, at: chance() })).sort((a, b) => a.at - b.at).map(({ item }) => item)
}

/** Lengths of pauses, evenly spread over a range. */
export function pauses({ count, fromMs, toMs, seed }: { count: number; fromMs: number; toMs: number; seed: number }): number[] {
  const chance = createChance(seed)
  return Array.from({ length: count }, () => Math.round(fromMs + chance() * (toMs - fromMs)))
}
