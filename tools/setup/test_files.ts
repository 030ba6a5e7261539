import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupError } from './fail.mjs'

const NOT_OURS = new Set(['node_modules', '.git', 'data', 'bundled'])
const TEST_FILE = /_test\.tsx?$/
/** In front of a browser two files at a time, for whose meetings a machine of two cores has just the speed; before that three, which wait more than they compute. */
const AT_ONCE = { parts: 3, browsers: 2 }
const WITH_BROWSER = 'tests/e2e/'
/** What takes longest begins first: the last file of a run should be a short one. */
export const LONGEST: readonly string[] = [
  'workflows/synthesize_cloned_speech/engines_test.ts', 'tests/documents/hostile_test.ts', 'workflows/clone_voice/killed_test.ts', 'tests/deno_test.ts',
  'workflows/ingest_document/ingest_test.ts', 'workflows/diarize_meeting/killed_test.ts', 'infra/db/pglite_test.ts', 'edge/pages/jobs/app_test.ts', 'workflows/testing_test.ts',
  'tests/e2e/speakers_test.ts', 'tests/e2e/shared_test.ts', 'tests/e2e/meeting_test.ts', 'tests/e2e/interpreter_test.ts', 'tests/e2e/cloned_voice_test.ts', 'tests/e2e/start_test.ts',
  'tests/e2e/moderation_test.ts', 'tests/e2e/pages_test.ts', 'models/whisper/open_test.ts', 'edge/gateway/device_test.ts', 'tests/e2e/account_test.ts', 'tests/e2e/transcripts_test.ts',
]

/** Test files, and how many of them run at once. */
export interface TestRun {
  readonly atOnce: number
  readonly files: readonly string[]
}

/**
 * What is run one after the other: tests with a browser last. Node 20 knows no globs, so every file is named; a run begins with the first of its
 * files. Throws a SetupError when no file fits.
 * @param patterns parts of paths; none means all
 */
export async function testRuns(root: string, patterns: readonly string[]): Promise<TestRun[]> {
  const files = await findTestFiles(root, patterns)
  if (files.length === 0) throw new SetupError(`No test file has ${patterns.map((pattern) => `"${pattern}"`).join(' or ')} in its path.`)
  const longestFirst = [...LONGEST.filter((file) => files.includes(file)), ...files.filter((file) => !LONGEST.includes(file))]
  const runs = [
    { atOnce: AT_ONCE.parts, files: longestFirst.filter((file) => !file.startsWith(WITH_BROWSER)) },
    { atOnce: AT_ONCE.browsers, files: longestFirst.filter((file) => file.startsWith(WITH_BROWSER)) },
  ]
  return runs.filter((run) => run.files.length > 0)
}

/** @returns paths relative to the root, in the order of the alphabet */
export async function findTestFiles(root: string, patterns: readonly string[]): Promise<string[]> {
  const found = (await walk(root, '')).filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)))
  return found.sort((a, b) => a.localeCompare(b))
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
