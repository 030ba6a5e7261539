import { open, readFile, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import process from 'node:process'
import { setInterval } from 'node:timers'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasCode } from '../has_code.ts'
import { isAlive } from '../is_alive.ts'

const HEARTBEAT_MS = 5_000
const POLL_MS = 500
/** A lock whose process cannot be looked up, such as another container's, belongs to nobody after so long without a heartbeat. */
const STALE_MS = 60_000
/** The same for a lock of this very process id: most likely this container's process before it was started again. */
const STALE_NAMESAKE_MS = 3 * HEARTBEAT_MS
/** Two that take over the same lock: the later one stands, and the earlier one notices. */
const TAKE_OVER_MS = 200

/** A folder that this process has for itself. */
export interface FolderLock {
  /** Idempotent. */
  release(): Promise<void>
}

/**
 * Takes a folder for this process alone by a file beside it. What a killed process left behind is taken over, after a while where it is
 * unsure whether it was killed. Throws an Error whose text says who has the folder and what to do.
 * @param folder whose parent exists
 * @param options.onWait is called once when it is unsure
 */
export async function lockFolder(folder: string, { onWait = () => {} }: { onWait?: () => void } = {}): Promise<FolderLock> {
  const file = `${folder}.lock`
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: crypto.randomUUID() })
  let firstBeat: number | null = null
  let tookOver = false
  while (!(await create(file, mine))) {
    const holder = await readHolder(file)
    if (holder === null) continue
    if (holder.state === 'alive' || (firstBeat !== null && holder.beat !== firstBeat)) throw refusal(folder, { file, pid: holder.pid })
    if (holder.state === 'gone') {
      await rm(file, { force: true })
      tookOver = true
      continue
    }
    if (firstBeat === null) onWait()
    firstBeat = holder.beat
    await sleep(POLL_MS)
  }
  if (tookOver) {
    await sleep(TAKE_OVER_MS)
    if (await readFile(file, 'utf8').catch(() => '') !== mine) return lockFolder(folder, { onWait })
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

function refusal(folder: string, { file, pid }: { file: string; pid: number }): Error {
  return new Error(`Cannot open the database in ${folder}: process ${pid} has it open, and it takes one process only. ` +
    `Stop that process, set DATABASE_URL to a PostgreSQL that all of them share, or remove ${file} if that process is not Parley.`)
}

/** @returns null when it has just been released; `beat` is when it last showed a sign of life */
async function readHolder(file: string): Promise<{ pid: number; beat: number; state: 'alive' | 'gone' | 'unsure' } | null> {
  try {
    const [text, { mtimeMs: beat }] = [await readFile(file, 'utf8'), await stat(file)]
    const written = /^\{"pid":(\d+),"host":"([^"]*)"/.exec(text)
    const pid = Number(written?.[1] ?? 0)
    const unless = (staleMs: number) => (Date.now() - beat > staleMs ? 'gone' : 'unsure')
    if (!written || written[2] !== hostname()) return { pid, beat, state: unless(STALE_MS) }
    if (pid === process.pid) return { pid, beat, state: beat > performance.timeOrigin ? 'alive' : unless(STALE_NAMESAKE_MS) }
    return { pid, beat, state: isAlive(pid) ? 'alive' : 'gone' }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}
