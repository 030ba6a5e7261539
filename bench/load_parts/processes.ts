import { readdir, readFile } from 'node:fs/promises'
import { setPriority } from 'node:os'

/** Ids of the processes that a process started, and of those that they did. */
export async function below(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  const texts = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')))
  const children = texts.flatMap((text) => text.trim().split(' ')).filter(Boolean).map(Number)
  return [...children, ...(await Promise.all(children.map(below))).flat()]
}

/** Lets every thread of processes go before others, as far as this process may say so. */
export async function goFirst(pids: readonly number[]): Promise<void> {
  const threads = (await Promise.all(pids.map((pid) => readdir(`/proc/${pid}/task`).catch(() => [])))).flat()
  for (const thread of threads) {
    try {
      setPriority(Number(thread), -15)
    } catch {
      // Without the right to, or gone meanwhile: the page reports how far its sound slipped.
    }
  }
}
