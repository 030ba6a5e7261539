import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DomainError } from '../../domain/errors.ts'
import { hashFile } from './hash_file.ts'
import { BUNDLED_FOLDER } from './store.ts'
import { readSums } from './sums.ts'
import type { Sum } from './sums.ts'

export interface VerifyOptions {
  /** Where the stamp of the last check is kept. */
  readonly cacheFolder: string
  readonly folder?: string
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Checks the bundled weights against their SHA256SUMS. What has kept its size and time since it was found right is
 * not read again, so that a second start costs nothing.
 * Throws DomainError `model-unavailable` that names each file that is missing or damaged, and says what to do.
 */
export async function verifyBundled({ cacheFolder, folder = BUNDLED_FOLDER, onProgress }: VerifyOptions): Promise<{ checked: number; trusted: number }> {
  const stampPath = join(cacheFolder, 'models', 'bundled-stamp.json')
  const known = await readStamp(stampPath)
  const sums = await requireSums(folder)
  const stamp: Record<string, string> = {}
  const wrong: string[] = []
  let checked = 0

  for (const [index, { path, sha256 }] of sums.entries()) {
    const file = join(folder, path)
    const facts = await stat(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    const mark = facts && `${sha256} ${facts.size} ${facts.mtimeMs}`
    if (mark && known[file] === mark) stamp[file] = mark
    else if (mark && (checked++, await hashFile(file)) === sha256) stamp[file] = mark
    else wrong.push(`${path} is ${facts ? 'damaged' : 'missing'}`)
    onProgress?.(index + 1, sums.length)
  }

  if (wrong.length > 0) {
    throw new DomainError('model-unavailable', `Some weights cannot be used: ${wrong.join(', ')}. Run "git checkout models/bundled" in Parley's folder, or clone it again`)
  }
  if (checked > 0) await writeStamp(stampPath, { ...known, ...stamp })
  return { checked, trusted: sums.length - checked }
}

async function requireSums(folder: string): Promise<Sum[]> {
  const sums = await readSums(folder)
  if (sums) return sums
  throw new DomainError('model-unavailable', `The weights in ${folder} have no SHA256SUMS. Run "git checkout models/bundled" in Parley's folder`)
}

/** A stamp that is missing or cannot be read only costs a check. */
async function readStamp(path: string): Promise<Record<string, string>> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'))
    return parsed !== null && typeof parsed === 'object' ? (parsed as Record<string, string>) : {}
  } catch {
    return {}
  }
}

async function writeStamp(path: string, stamp: Record<string, string>): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const fresh = `${path}.${Date.now()}.new`
  await writeFile(fresh, JSON.stringify(stamp, null, 1))
  await rename(fresh, path)
}
