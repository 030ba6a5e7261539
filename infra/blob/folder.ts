import { mkdir, open, opendir, readFile, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { DomainError } from '../../domain/errors.ts'
import { hasCode } from '../has_code.ts'
import type { BlobContent, BlobEntry, Blobs, PutOptions } from './blob.ts'
import { readContent, requireKey, requirePrefix } from './blob.ts'

/** No key has this character, so that a blob `a` and another one `a/b` do not want the same name. */
const MARK = '~'
/** No key begins with a dot. */
const DRAFTS = '.drafts'
/** A draft that nobody wrote to for so long was left by a process that is gone. */
const ABANDONED_MS = 60 * 60_000
/** A folder may be emptied and removed between its making and its use. */
const PLACE_ATTEMPTS = 10

/** Blobs as files below a folder, which is made if need be. */
export async function openFolderBlobs(folder: string): Promise<Blobs> {
  const drafts = join(folder, DRAFTS)
  await mkdir(drafts, { recursive: true })
  await removeAbandoned(drafts)
  const fileOf = (key: string) => join(folder, ...requireKey(key).split('/')) + MARK
  const folderOf = (prefix: string) => join(folder, ...(prefix === '' ? [] : requirePrefix(prefix).slice(0, -1).split('/')))

  return {
    async put(key, content, options = {}) {
      const file = fileOf(key)
      const draft = join(drafts, crypto.randomUUID())
      try {
        const size = await write(draft, content, options)
        await place(draft, file)
        return { size }
      } catch (error) {
        await rm(draft, { force: true })
        throw toDomainError(error, key)
      }
    },
    async get(key) {
      const handle = await open(fileOf(key)).catch(nullIfMissing)
      if (!handle) return null
      const { size } = await handle.stat()
      return { size, stream: Readable.toWeb(handle.createReadStream()) as unknown as ReadableStream<Uint8Array> }
    },
    async read(key) {
      const bytes = await readFile(fileOf(key)).catch(nullIfMissing)
      return bytes && new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    },
    async delete(key) {
      const file = fileOf(key)
      const existed = await rm(file).then(() => true, nullIfMissing)
      if (existed) await removeEmpty(dirname(file), folder)
      return existed === true
    },
    async deletePrefix(prefix) {
      const below = folderOf(requirePrefix(prefix))
      let count = 0
      for await (const _ of walk(below, prefix)) count++
      await rm(below, { recursive: true, force: true })
      await removeEmpty(dirname(below), folder)
      return count
    },
    list: (prefix) => walk(folderOf(prefix), prefix),
    ready: () => stat(drafts).then((found) => found.isDirectory(), () => false),
  }
}

async function write(draft: string, content: BlobContent, options: PutOptions): Promise<number> {
  const handle = await open(draft, 'wx')
  try {
    let size = 0
    for await (const piece of readContent(content, options)) {
      await handle.writeFile(piece)
      size += piece.byteLength
    }
    await handle.sync()
    return size
  } finally {
    await handle.close()
  }
}

async function place(draft: string, file: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await mkdir(dirname(file), { recursive: true })
    try {
      return await rename(draft, file)
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || attempt === PLACE_ATTEMPTS) throw error
    }
  }
}

async function* walk(folder: string, prefix: string): AsyncGenerator<BlobEntry> {
  const entries = await opendir(folder).catch(nullIfMissing)
  if (!entries) return
  for await (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && entry.name !== DRAFTS) yield* walk(path, `${prefix}${entry.name}/`)
    if (!entry.isFile() || !entry.name.endsWith(MARK)) continue
    const found = await stat(path).catch(nullIfMissing)
    if (found) yield { key: `${prefix}${entry.name.slice(0, -MARK.length)}`, size: found.size }
  }
}

async function removeEmpty(folder: string, root: string): Promise<void> {
  for (let path = folder; path !== root; path = dirname(path)) {
    // In use, or gone already.
    if (!(await rmdir(path).then(() => true, () => false))) return
  }
}

async function removeAbandoned(drafts: string): Promise<void> {
  for (const name of await readdir(drafts)) {
    const found = await stat(join(drafts, name)).catch(nullIfMissing)
    if (found && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(join(drafts, name), { force: true })
  }
}

function toDomainError(error: unknown, key: string): unknown {
  const full = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENOENT', 'ENOTDIR'].find((code) => hasCode(error, code))
  return full ? new DomainError('unavailable', `Cannot store the file "${key}": the data folder does not take it (${full})`, { cause: error }) : error
}

function nullIfMissing(error: unknown): null {
  if (hasCode(error, 'ENOENT')) return null
  throw error
}
