import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { hasCode } from '../../infra/has_code.ts'
import { contentOf, notesFolder } from './content.ts'
import type { Model } from './graph.ts'
import { inlineExternal } from './inline_external.ts'
import { readGraph } from './read.ts'
import { writeGraph } from './write.ts'

export interface PrepareOptions {
  /** Path of the `.onnx` file as it came. It is never changed. */
  readonly source: string
  /** Parley's cache; edited graphs are kept in its folder `graphs`. */
  readonly cacheFolder: string
  /** Changes the graph in place. False: there is nothing to change, and the source is used as it is. May throw. */
  readonly edit: (model: Model) => boolean | void
  /** Names the edit and its version, such as `sized-1`: another version is made anew. */
  readonly version: string
}

/** What nobody opened for so long, such as an older version's, is thrown away when another one is made. */
const UNUSED_MS = 30 * 24 * 3_600_000

/**
 * Edits an ONNX graph once and keeps the result, by the source's name and content and the edit's version, so that copies of a model share it. A
 * file under its own name is whole: it is written under another name and renamed, so that processes that start together do not meet. What was not opened for
 * a month is thrown away.
 * @returns path of the edited file, or of the source where there was nothing to change
 * Throws DomainError `model-unavailable` for a source that is missing, no model, or larger than 2 GiB; and what `edit` throws.
 */
export async function prepareGraph({ source, cacheFolder, edit, version }: PrepareOptions): Promise<string> {
  const content = await contentOf(source, { cacheFolder })
  const folder = join(cacheFolder, 'graphs')
  const target = join(folder, `${basename(source, '.onnx')}-${version}-${content.digest.slice(0, 20)}.onnx`)
  if (await touch(target)) {
    await content.note()
    return target
  }
  const model = readGraph(await readFile(source))
  if (edit(model) === false) return source
  await inlineExternal(model, source)
  await mkdir(folder, { recursive: true })
  await writeWhole(target, writeGraph(model))
  await content.note()
  await sweep(folder)
  await sweep(notesFolder(cacheFolder))
  return target
}

/** Whether it failed because the cache cannot be written, so that what came has to do. */
export function isUnwritable(error: unknown): error is NodeJS.ErrnoException {
  return ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST'].some((code) => hasCode(error, code))
}

async function writeWhole(target: string, pieces: readonly Uint8Array[]): Promise<void> {
  const growing = `${target}.${randomUUID()}.part`
  const file = await open(growing, 'wx')
  try {
    for (const part of grouped(pieces)) await file.writev(part)
    await file.sync()
  } catch (error) {
    await rm(growing, { force: true })
    throw error
  } finally {
    await file.close()
  }
  await rename(growing, target)
}

/** The system takes some hundred pieces at once; a graph has thousands of small ones, which are joined. */
function grouped(pieces: readonly Uint8Array[]): Uint8Array[][] {
  const [groups, large] = [[] as Uint8Array[][], 1 << 20]
  let small: Uint8Array[] = []
  const flush = () => {
    if (small.length > 0) groups.push([Buffer.concat(small)])
    small = []
  }
  let held = 0
  for (const piece of pieces) {
    if (piece.length >= large || held + piece.length > large) {
      flush()
      held = 0
    }
    if (piece.length >= large) groups.push([piece])
    else {
      small.push(piece)
      held += piece.length
    }
  }
  flush()
  return groups
}

/** Whether the file is there; notes that it was opened. */
async function touch(path: string): Promise<boolean> {
  const there = await stat(path).then(() => true, () => false)
  // One that may only be read is as good.
  if (there) await utimes(path, new Date(), new Date()).catch(() => {})
  return there
}

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    const facts = await stat(path).catch(() => null)
    if (facts?.isFile() && Date.now() - facts.mtimeMs > UNUSED_MS) await rm(path, { force: true }).catch(() => {})
  }
}
