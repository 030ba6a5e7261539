import { open, readFile, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import process from 'node:process'
import { setInterval } from 'node:timers'
import { setTimeout as sleep } from 'node:timers/promises'

const HEARTBEAT_MS = 5_000
/** A lock of another machine or container that shows no heartbeat for so long belongs to nobody. */
const STALE_MS = 30_000
/** Two that take over the same lock: the later one stands, and the earlier one notices. */
const TAKE_OVER_MS = 200

/** A folder that this process has for itself. */
export interface FolderLock {
  /** Idempotent. */
  release(): Promise<void>
}

/**
 * Takes a folder for this process alone by a file beside it. What a killed process left behind is taken over.
 * Throws an Error whose text says who has it and what to do.
 * @param folder whose parent exists
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = `${folder}.lock`
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: crypto.randomUUID() })
  let tookOver = false
  while (!(await create(file, mine))) {
    const holder = await readHolder(file)
    if (holder === null) continue
    if (holder.alive === 'yes') {
      throw new Error(`Cannot open the database in ${folder}: process ${holder.pid} has it open, and it takes one process only. ` +
        `Stop that process, set DATABASE_URL to a PostgreSQL that all of them share, or remove ${file} if that process is not Parley.`)
    }
    if (holder.alive === 'unknown') {
      await sleep(HEARTBEAT_MS / 5)
      continue
    }
    await rm(file, { force: true })
    tookOver = true
  }
  if (tookOver) {
    await sleep(TAKE_OVER_MS)
    if (await readFile(file, 'utf8').catch(() => '') !== mine) return lockFolder(folder)
  }
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimes(file, now, now).catch(() => clearInterval(heartbeat))
  }, HEARTBEAT_MS)
  heartbeat.unref()
  return {
    async release() {
      clearInterval(heartbeat)
      if (await readFile(file, 'utf8').catch(() => '') === mine) await rm(file, { force: true })
    },
  }
}

async function create(file: string, content: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(content)
    await handle.close()
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/** @returns null when it has just been released */
async function readHolder(file: string): Promise<{ pid: number; alive: 'yes' | 'no' | 'unknown' } | null> {
  try {
    const [text, { mtimeMs }] = [await readFile(file, 'utf8'), await stat(file)]
    const stale = Date.now() - mtimeMs > STALE_MS
    const written = /^\{"pid":(\d+),"host":"([^"]*)"/.exec(text)
    const pid = Number(written?.[1] ?? 0)
    if (!written || written[2] !== hostname()) return { pid, alive: stale ? 'no' : 'unknown' }
    // In a container that starts again, the process before had the same id: its lock is older than this process.
    if (pid === process.pid) return { pid, alive: mtimeMs < performance.timeOrigin ? 'no' : 'yes' }
    return { pid, alive: isAlive(pid) ? 'yes' : 'no' }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return hasCode(error, 'EPERM')
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
