import { open, rename, rm, stat, utimes } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { hasCode } from '../../../infra/has_code.ts'

const HEARTBEAT_MS = 2_000
const LOOK_AGAIN_MS = 500
/** A lock without a heartbeat for so long was left by a process that is gone, ms. */
const STALE_MS = 15_000

export interface FetchLockOptions {
  readonly signal: AbortSignal
  /** Called at each look while another process has the lock. */
  readonly onWait: () => Promise<void>
}

/** Runs `work` while no other process that shares the folder runs under the same lock file. Throws what `work` throws, or the signal's reason. */
export async function withFetchLock<T>(file: string, { signal, onWait }: FetchLockOptions, work: () => Promise<T>): Promise<T> {
  while (!(await take(file))) {
    signal.throwIfAborted()
    await onWait()
    await pause(LOOK_AGAIN_MS, undefined, { signal })
  }
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimes(file, now, now).catch(() => clearInterval(heartbeat))
  }, HEARTBEAT_MS)
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    await rm(file, { force: true })
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx')).close()
    return true
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  }
  const beat = await stat(file).then(({ mtimeMs }) => mtimeMs, () => null)
  if (beat === null || Date.now() - beat < STALE_MS) return false
  // Of several that find it stale only one renames it.
  const aside = `${file}.${crypto.randomUUID()}`
  await rename(file, aside).then(() => rm(aside, { force: true }), () => {})
  return false
}
