import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { isAlive } from '../../infra/is_alive.ts'

/**
 * Notes that this process loads a model of the cache, so that it is not removed meanwhile. A note ends with its process: what a
 * process left that is gone does not count. One that cannot be written only means that nobody is warned.
 */
export async function claimModel(cacheFolder: string, id: string): Promise<void> {
  const folder = join(cacheFolder, 'models', '.claims')
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, `${id}.${process.pid}`), JSON.stringify({ host: hostname(), since: await startOf(process.pid) }))
  } catch {
    // A cache that is mounted read-only is fine to load from.
  }
}

/** Processes of this machine, other than this one, that load the model; notes of those that are gone are taken away. */
export async function whoClaims(cacheFolder: string, id: string): Promise<number[]> {
  const folder = join(cacheFolder, 'models', '.claims')
  const names = await readdir(folder).catch(() => [])
  const holders: number[] = []
  for (const name of names) {
    const pid = Number(/\.(\d+)$/.exec(name)?.[1])
    if (name !== `${id}.${pid}`) continue
    if (await isHolder(join(folder, name), pid)) holders.push(pid)
    else await rm(join(folder, name), { force: true })
  }
  return holders.filter((pid) => pid !== process.pid)
}

async function isHolder(file: string, pid: number): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const { host, since } = text === '' ? {} : JSON.parse(text) as { host?: string; since?: string }
  // Another machine's process cannot be looked up: it counts, which is the safe side.
  if (host !== hostname()) return host !== undefined
  if (!isAlive(pid)) return false
  return since === '' || since === await startOf(pid)
}

/** When a process began, as Linux tells it, so that another one under its number is not taken for it; empty elsewhere. */
async function startOf(pid: number): Promise<string> {
  const facts = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return facts.slice(facts.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}
