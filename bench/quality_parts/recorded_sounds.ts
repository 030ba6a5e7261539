import { execFile } from 'node:child_process'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Files with recordings in which nobody speaks, by kind. */
export interface RecordedSounds {
  readonly keys: readonly string[]
  readonly music: readonly string[]
  readonly effects: readonly string[]
  /** Debian packages that could not be had: their share is synthesised. */
  readonly missing: readonly string[]
}

interface Source {
  readonly package: string
  readonly kind: 'keys' | 'music' | 'effects'
  readonly take: (name: string, seconds: number) => boolean
}

/** Long files are music. Frozen Bubble's `hurry`, `noh`, `snore` and `applause` are people, so they are left out. */
const SOURCES: readonly Source[] = [
  { package: 'bucklespring-data', kind: 'keys', take: () => true },
  { package: 'wesnoth-1.16-music', kind: 'music', take: (_, seconds) => seconds > 30 },
  { package: 'frozen-bubble-data', kind: 'music', take: (_, seconds) => seconds > 30 },
  { package: 'extremetuxracer-data', kind: 'music', take: (_, seconds) => seconds > 30 },
  { package: 'extremetuxracer-data', kind: 'effects', take: (_, seconds) => seconds <= 30 },
  { package: 'frozen-bubble-data', kind: 'effects', take: (name, seconds) => seconds <= 30 && !/^(hurry|noh|snore|applause|pause)$/.test(name) },
  { package: 'sound-icons', kind: 'effects', take: () => true },
]
const AUDIO = new Set(['.wav', '.ogg'])

/**
 * Recordings that Debian packages hold (a mechanical keyboard, game music and effects), unpacked once under the cache; nothing
 * is installed. A package that cannot be fetched is told and left out.
 */
export async function fetchRecordedSounds(cacheFolder: string, tell: (line: string) => void): Promise<RecordedSounds> {
  const folder = join(cacheFolder, 'bench', 'sounds')
  const found: Record<Source['kind'], string[]> = { keys: [], music: [], effects: [] }
  const missing = new Set<string>()
  for (const name of new Set(SOURCES.map((source) => source.package))) {
    if (!(await unpack(name, folder, tell))) missing.add(name)
  }
  for (const source of SOURCES) {
    if (missing.has(source.package)) continue
    for (const file of await audioBelow(join(folder, source.package))) {
      if (source.take(basename(file, extname(file)), await seconds(file))) found[source.kind].push(file)
    }
  }
  return { ...found, missing: [...missing] }
}

async function unpack(name: string, folder: string, tell: (line: string) => void): Promise<boolean> {
  const target = join(folder, name)
  if ((await readdir(target).catch(() => [])).length > 0) return true
  const scratch = `${target}.new`
  await rm(scratch, { recursive: true, force: true })
  await mkdir(scratch, { recursive: true })
  try {
    tell(`  fetching ${name}`)
    await run('apt-get', ['download', '-q', name], { cwd: scratch })
    const [archive] = await readdir(scratch)
    await run('dpkg-deb', ['-x', join(scratch, archive!), join(scratch, 'files')])
    await rename(join(scratch, 'files'), target)
    return true
  } catch {
    tell(`  ${name} cannot be had here ("apt-get update" first?): left out`)
    return false
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function audioBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile() && AUDIO.has(extname(entry.name).toLowerCase())).map((entry) => join(entry.parentPath, entry.name)).sort()
}

async function seconds(file: string): Promise<number> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', file])
  return Number(stdout.trim())
}
