import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** The kernel keeps so many characters of a thread's name. */
const NAME_MAX = 15
const TASKS = '/proc/self/task'
/** Threads of a model come when it is loaded. */
const LOOK_AGAIN_MS = 5_000

/**
 * Names the thread that calls it, for the system's tools as well. Threads that native code starts in it take the name over, by which their
 * work is known as its own. Does nothing where the system is not Linux.
 * @param number makes the name the thread's own
 */
export function nameThread(work: string, number: number): void {
  const end = `-${number}`
  try {
    writeFileSync('/proc/thread-self/comm', work.slice(0, NAME_MAX - end.length) + end)
  } catch {
    // Nobody's CPU time is known then.
  }
}

/** Processor time that the named threads of this process took so far by what they work on, ms. Empty where the system is not Linux. */
export function cpuByWork(): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const task of tasks()) {
    const work = /^(.+)-\d+$/.exec(nameOf(task) ?? '')?.[1]
    const spent = work === undefined ? null : cpuOf(task)
    if (spent !== null) found.set(work!, (found.get(work!) ?? 0) + spent)
  }
  return found
}

/** Reads the processor time of the thread that calls this and of those that carry its name, ms since they began. Always 0 where the system is not Linux. */
export function createOwnCpu(): () => number {
  let own: readonly string[] = []
  let lookedMs = Number.NEGATIVE_INFINITY
  return () => {
    const nowMs = performance.now()
    if (nowMs - lookedMs > LOOK_AGAIN_MS) {
      lookedMs = nowMs
      const name = read('/proc/thread-self/comm')
      own = tasks().filter((task) => nameOf(task) === name)
    }
    return own.reduce((sum, task) => sum + (cpuOf(task) ?? 0), 0)
  }
}

function tasks(): readonly string[] {
  try {
    return readdirSync(TASKS)
  } catch {
    return []
  }
}

function nameOf(task: string): string | null {
  return read(`${TASKS}/${task}/comm`)
}

/** By the scheduler's own count, ns. Null for a thread that has just ended. */
function cpuOf(task: string): number | null {
  const ns = Number(read(`${TASKS}/${task}/schedstat`)?.split(' ', 1)[0])
  return Number.isFinite(ns) ? ns / 1e6 : null
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}
