import { readFile, readdir } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { readImports } from './read_imports.ts'

/** What each layer may import besides itself: folders, so that `functions/mesh` means that one alone. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  infra: ['domain'],
  models: ['infra', 'domain'],
  functions: ['models', 'infra', 'domain'],
  edge: ['functions', 'models', 'infra', 'domain', 'views'],
  views: ['domain'],
  sfu: ['functions/mesh', 'models/vad', 'infra', 'domain'],
  workflows: ['functions', 'models', 'infra', 'domain'],
}
/** What Temporal replays is bundled for a place without Node, so it keeps to the domain and to its own kind; types of activities are free. */
const REPLAYED = /^workflows\/(?:[^/]+\/(?:workflow|messages)\.ts$|(?:all|activity_options|failures|status)\.ts$)/
/** Folders that stand outside of the layers: they may import all of them and are imported by none. */
const OUTSIDE = ['tests', 'tools', 'bench']
const NOT_OURS = new Set(['node_modules', '.git', 'data', 'bundled'])
const SOURCE = /\.(ts|tsx|mjs|js)$/
const ENVIRONMENT = /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\s*\[\s*['"]env['"]|\bDeno\s*\.\s*env\b|import\s*\{[^}]*\benv\b[^}]*\}\s*from\s*['"]node:process['"]/

/**
 * Checks which layer imports which, types included, and who reads the environment.
 * @param root the project's folder
 * @returns one line for each breach, with the file and what to look at
 */
export async function checkLayers(root: string): Promise<string[]> {
  const folders = [...Object.keys(MAY_IMPORT), ...OUTSIDE]
  const files = (await Promise.all(folders.map((folder) => walk(root, folder)))).flat()
  const breaches = await Promise.all(files.map(async (file) => checkFile(file, await readFile(join(root, file), 'utf8'))))
  return breaches.flat()
}

function checkFile(file: string, source: string): string[] {
  if (posix.basename(file) === 'main.ts') return []
  const layer = file.split('/')[0]!
  if (OUTSIDE.includes(layer)) return []
  const { code, imports } = readImports(source)
  const breaches = imports
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(posix.dirname(file), specifier))
    .filter((target) => !target.startsWith('node_modules/') && !mayImport(file, layer, target))
    .map((target) => `${file} imports ${target}: ${layer} may import ${[layer, ...MAY_IMPORT[layer]!].join(', ')} only`)
  if (file !== 'infra/config.ts' && ENVIRONMENT.test(code)) breaches.push(`${file} reads the environment: only infra/config.ts does`)
  return breaches
}

function mayImport(file: string, layer: string, target: string): boolean {
  if (REPLAYED.test(file)) return /^(domain|workflows)\//.test(target)
  const allowed = [layer, ...MAY_IMPORT[layer]!, ...(/_test\.tsx?$/.test(file) ? ['tests'] : [])]
  return allowed.some((folder) => target.startsWith(`${folder}/`))
}

async function walk(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const nested = await Promise.all(entries.map(async (entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : walk(root, path)
    return SOURCE.test(entry.name) ? [path] : []
  }))
  return nested.flat()
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const breaches = await checkLayers(fileURLToPath(new URL('..', import.meta.url)))
  for (const breach of breaches) console.error(breach)
  process.exitCode = breaches.length === 0 ? 0 : 1
}
