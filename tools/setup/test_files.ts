import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupError } from './fail.mjs'

const NOT_OURS = new Set(['node_modules', '.git', 'data', 'bundled'])
const TEST_FILE = /_test\.tsx?$/
/** A file that hangs fails after this long; the longest, a meeting of ten minutes of noise, stays well below. */
const FILE_TIMEOUT_MS = 15 * 60_000

/**
 * What node is started with to run the tests: two files at a time, since meetings wait for speech more than they compute.
 * Node 20 knows no globs, so every file is named. Throws a SetupError when no file fits.
 * @param patterns parts of paths; none means all
 */
export async function nodeTestArguments(root: string, patterns: readonly string[]): Promise<string[]> {
  const files = await findTestFiles(root, patterns)
  if (files.length === 0) throw new SetupError(`No test file has ${patterns.map((pattern) => `"${pattern}"`).join(' or ')} in its path.`)
  return ['--import', 'tsx', '--test', '--test-reporter=spec', '--test-concurrency=2', `--test-timeout=${FILE_TIMEOUT_MS}`, ...files]
}

/** @returns paths relative to the root, the end-to-end ones last */
export async function findTestFiles(root: string, patterns: readonly string[]): Promise<string[]> {
  const found = (await walk(root, '')).filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)))
  const isLate = (file: string) => Number(file.startsWith('tests/'))
  return found.sort((a, b) => isLate(a) - isLate(b) || a.localeCompare(b))
}

async function walk(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  const nested = await Promise.all(entries.map(async (entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : walk(root, path)
    return TEST_FILE.test(entry.name) ? [path] : []
  }))
  return nested.flat()
}
