// @ts-check
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupError } from './fail.mjs'
import { withLock } from './lock.mjs'
import { runCommand } from './run_command.mjs'

/** @typedef {import('./progress.mjs').Progress} Progress */
/** @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Locked */

const STAMP = 'node_modules/.parley-stamp'
const UNREACHABLE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR|EIDLETIMEOUT)\b/

/**
 * Installs exactly what `package-lock.json` says, unless it is there already.
 * Throws a SetupError: no npm, no network, an npm that fails.
 * @param {object} options
 * @param {string} options.root the project's folder
 * @param {Progress} options.progress
 * @param {AbortSignal} [options.signal]
 * @param {Record<string, string | undefined>} options.environment
 * @param {import('./run_command.mjs').RunCommand} [options.run]
 * @returns {Promise<boolean>} whether anything was installed
 */
export async function ensureNpmPackages({ root, progress, signal, environment, run = runCommand }) {
  if (await isInstalled(root)) return false
  const onWait = (/** @type {number} */ pid) => progress.say(`Another Parley (process ${pid}) is installing packages: waiting for it`)
  return withLock(join(root, '.parley-setup.lock'), async () => {
    if (await isInstalled(root)) return false
    await progress.step('Installing npm packages', 'about 700 MB on disk, half a minute to a few minutes', async (update) => {
      const total = countExpected(await readLock(root))
      let fetched = 0
      const onLine = (/** @type {string} */ line) => {
        if (/^npm http (fetch GET 200|cache) \S+\.tgz/.test(line)) update(Math.min(++fetched, total), total, 'packages')
      }
      const [command, ...first] = environment.npm_execpath ? [process.execPath, environment.npm_execpath] : ['npm']
      const args = [...first, 'ci', '--include=dev', '--no-progress', '--loglevel=http', '--fetch-retry-mintimeout=1000']
      const { code, output } = await run(/** @type {string} */ (command), args, { cwd: root, env: environment, signal, onLine })
      if (code !== 0) throw new SetupError(explainNpm(code, output))
    })
    await mkdir(join(root, 'node_modules'), { recursive: true })
    await writeFile(join(root, STAMP), await wantedStamp(root))
    return true
  }, { signal, onWait })
}

/** @type {(root: string) => Promise<boolean>} */
async function isInstalled(root) {
  const wanted = await wantedStamp(root)
  if (await readText(join(root, STAMP)) === wanted) return true
  // Installed by hand with npm: its own record says whether that is the same tree.
  const record = await readText(join(root, 'node_modules/.package-lock.json'))
  if (record === null || !sameTree(await readLock(root), JSON.parse(record).packages)) return false
  await writeFile(join(root, STAMP), wanted)
  return true
}

/** @type {(root: string) => Promise<string>} */
async function wantedStamp(root) {
  const lock = await readFile(join(root, 'package-lock.json'))
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform} ${process.arch}\n`
}

/** @type {(root: string) => Promise<Record<string, Locked>>} */
async function readLock(root) {
  return JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')).packages
}

/**
 * @param {Record<string, Locked>} wanted `packages` of package-lock.json
 * @param {Record<string, Locked>} present `packages` of npm's record of what it has installed
 * @returns {boolean}
 */
export function sameTree(wanted, present) {
  return Object.entries(wanted).every(([path, package_]) => {
    if (path === '') return true
    const found = present[path]
    if (!found) return package_.optional === true
    return found.version === package_.version && found.integrity === package_.integrity
  })
}

/** @type {(wanted: Record<string, Locked>) => number} */
function countExpected(wanted) {
  const fits = (/** @type {string[] | undefined} */ list, /** @type {string} */ own) => !list || list.includes(own)
  const own = Object.entries(wanted).filter(([path, { os, cpu }]) => path !== '' && fits(os, process.platform) && fits(cpu, process.arch))
  return own.length
}

/**
 * One sentence for an npm that failed.
 * @param {number | null} code
 * @param {string} output
 * @returns {string}
 */
export function explainNpm(code, output) {
  if (code === 127) return 'Parley needs npm to install its packages and cannot find it: install npm (it comes with Node) and start again.'
  if (UNREACHABLE.test(output)) {
    return 'Parley could not reach the npm registry to install its packages: check the network (or npm\'s "registry" and "proxy" settings) and start again.'
  }
  if (/\bENOSPC\b/.test(output)) return 'There is no room on the disk for the npm packages: free about 1 GB and start again.'
  const reason = output.split('\n').filter((line) => /^npm (error|ERR!) (?!code|A complete log)/.test(line)).at(0)
  return `Installing the npm packages failed (${reason?.replace(/^npm (error|ERR!) /, '').trim() || `npm ended with ${code}`}): run "npm ci" to see everything it says.`
}

/** @type {(file: string) => Promise<string | null>} */
async function readText(file) {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
