import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hashFile } from './hash_file.ts'
import type { HashOptions } from './hash_file.ts'

/** The record beside a model that was pulled, in the form of `sha256sum`. */
export const SUMS_FILE = 'SHA256SUMS'

export interface Sum {
  /** Relative to the folder. */
  readonly path: string
  readonly sha256: string
}

/** Lines of `sha256sum` as they are read; others are passed over. */
export function parseSums(text: string): Sum[] {
  return text.split('\n').flatMap((line) => {
    const match = /^([0-9a-f]{64}) [ *](?:\.\/)?(.+)$/.exec(line)
    return match ? [{ sha256: match[1]!, path: match[2]! }] : []
  })
}

/** Null where the folder has no record. */
export async function readSums(folder: string): Promise<Sum[] | null> {
  try {
    return parseSums(await readFile(join(folder, SUMS_FILE), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Writes the record of a folder's files, whole or not at all. `sums` are trusted; what is not among them is read. */
export async function writeSums(folder: string, paths: readonly string[], sums: ReadonlyMap<string, string> = new Map()): Promise<void> {
  const lines = []
  for (const path of [...paths].sort()) lines.push(`${sums.get(path) ?? await hashFile(join(folder, path))}  ./${path}\n`)
  const fresh = join(folder, `${SUMS_FILE}.new`)
  await writeFile(fresh, lines.join(''))
  await rename(fresh, join(folder, SUMS_FILE))
}

export interface Finding {
  readonly path: string
  readonly wrong: 'missing' | 'damaged'
}

/** Reads every file of a record again. Empty: all are as they were recorded. */
export async function checkSums(folder: string, sums: readonly Sum[], { signal }: HashOptions = {}): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { path, sha256 } of sums) {
    const file = join(folder, path)
    if ((await stat(file).catch(() => null)) === null) findings.push({ path, wrong: 'missing' })
    else if ((await hashFile(file, { signal })) !== sha256) findings.push({ path, wrong: 'damaged' })
  }
  return findings
}
