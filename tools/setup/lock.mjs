// @ts-check
import { open, readFile, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

const HEARTBEAT_MS = 5_000
/** A lock without a heartbeat for so long belongs to nobody, whichever machine or container wrote it. */
const STALE_MS = 30_000
const POLL_MS = 300

/**
 * Runs `work` while no other process holds the lock file, which is gone afterwards. A lock that was left behind is taken over;
 * two that take it over at the same moment may both work, so what they make must be put in place atomically.
 * @template T
 * @param {string} file its folder exists
 * @param {() => Promise<T>} work
 * @param {{ signal?: AbortSignal, onWait?: (pid: number) => void }} [options] `onWait` is called once if another holds it
 * @returns {Promise<T>}
 */
export async function withLock(file, work, { signal, onWait = () => {} } = {}) {
  let told = false
  while (!(await take(file))) {
    const holder = await readHolder(file)
    if (holder === null) continue
    if (holder.gone) {
      await rm(file, { force: true })
      continue
    }
    if (holder.pid !== null && !told) {
      told = true
      onWait(holder.pid)
    }
    await sleep(POLL_MS, undefined, { signal })
  }
  const heartbeat = setInterval(() => {
    const now = new Date()
    // A lock that somebody removed by hand is not worth ending the work for.
    utimes(file, now, now).catch(() => clearInterval(heartbeat))
  }, HEARTBEAT_MS)
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    await rm(file, { force: true })
  }
}

/** @type {(file: string) => Promise<boolean>} */
async function take(file) {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname() }))
    await handle.close()
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/**
 * @param {string} file
 * @returns {Promise<{ pid: number | null, gone: boolean } | null>} null: it has just been released; a pid of null: it does not say yet whose it is
 */
async function readHolder(file) {
  try {
    const [text, { mtimeMs }] = [await readFile(file, 'utf8'), await stat(file)]
    const stale = Date.now() - mtimeMs > STALE_MS
    const written = /^\{"pid":(\d+),"host":"([^"]*)"\}$/.exec(text)
    // Empty for the instant between creation and writing; only age tells whether its writer died there.
    if (!written) return { pid: null, gone: stale }
    const pid = Number(written[1])
    return { pid, gone: stale || (written[2] === hostname() && !isAlive(pid)) }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}

/** @type {(pid: number) => boolean} */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return hasCode(error, 'EPERM')
  }
}

/** @type {(error: unknown, code: string) => boolean} */
function hasCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code
}
