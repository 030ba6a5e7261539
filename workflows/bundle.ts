import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Log } from '../infra/log.ts'

const HERE = dirname(fileURLToPath(import.meta.url))
const SOURCE = /(?<!_test)\.tsx?$/

/** The module that exports every workflow of the product. */
export const WORKFLOWS = join(HERE, 'all.ts')

export interface BundleOptions {
  /** `PARLEY_CACHE`; bundles are kept there by the content of what they are made of. */
  readonly cacheFolder: string
  readonly workflowsPath?: string
  readonly log: Log
}

/** The code of the workflows as workers load it, made once for each state of the sources: a few seconds, else at once. */
export async function workflowBundle({ cacheFolder, workflowsPath = WORKFLOWS, log }: BundleOptions): Promise<{ readonly code: string }> {
  const kept = join(cacheFolder, 'workflows', `${await contentHash(workflowsPath)}.js`)
  const code = await readFile(kept, 'utf8').catch(() => null)
  if (code !== null) return { code }
  const began = performance.now()
  // The bundler is large: it is loaded by who needs it alone.
  const { bundleWorkflowCode } = await import('@temporalio/worker')
  const quiet = () => {}
  const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: (message: string) => log.error('workflow-bundle', { message }) }
  const made = await bundleWorkflowCode({ workflowsPath, logger })
  await mkdir(dirname(kept), { recursive: true })
  const fresh = `${kept}.${process.pid}`
  await writeFile(fresh, made.code)
  await rename(fresh, kept)
  log.info('workflow-bundle', { tookMs: Math.round(performance.now() - began), characters: made.code.length })
  return { code: made.code }
}

/** Of everything a bundle may hold: the workflows' folder, ours, the domain, and the SDK by its version. */
async function contentHash(workflowsPath: string): Promise<string> {
  const folders = [...new Set([dirname(workflowsPath), HERE, join(HERE, '../domain')])]
  const files = [...new Set([workflowsPath, ...(await Promise.all(folders.map(sourcesIn))).flat()])].sort()
  const hash = createHash('sha256')
  const { version } = createRequire(import.meta.url)('@temporalio/workflow/package.json') as { version: string }
  hash.update(`${version}\n${workflowsPath}\n`)
  for (const file of files) hash.update(`${file}\n`).update(await readFile(file))
  return hash.digest('hex').slice(0, 32)
}

async function sourcesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile() && SOURCE.test(entry.name)).map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}
