import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { hashFile } from '../store/hash_file.ts'
import { externalFiles } from './inline_external.ts'
import { readGraph } from './read.ts'
import { MODEL_MAX_BYTES } from './write.ts'

const factsSchema = z.object({ name: z.string(), sizeBytes: z.number(), mtimeMs: z.number() })
type Facts = z.infer<typeof factsSchema>
/** What a model's files were when they were read, and what was in them. */
const noteSchema = z.object({ digest: z.string(), files: z.array(factsSchema) })
type Note = z.infer<typeof noteSchema>

export interface Content {
  /** SHA-256 of the graph, or of that and the digests of the files with its weights; hexadecimal. */
  readonly digest: string
  /** Keeps the digest for the next time, so that the files are not read for it again. A cache that cannot be written does without. */
  note(): Promise<void>
}

/** Folder of the cache in which digests are noted, a file for each path. */
export const notesFolder = (cacheFolder: string): string => join(cacheFolder, 'digests')

/**
 * What is in an ONNX model and in the weights beside it, wherever it lies: from a note while size and time of the files are as
 * noted, else by reading them, 0.1 s for 50 MB.
 * @param source path of the `.onnx` file
 * Throws DomainError `model-unavailable` for a source that is missing, no model, or larger than 2 GiB.
 */
export async function contentOf(source: string, { cacheFolder }: { cacheFolder: string }): Promise<Content> {
  const own = await factsOf(source, '').catch((cause: unknown) => {
    throw new DomainError('model-unavailable', `Cannot read the model "${source}": it is not there`, { cause })
  })
  const path = join(notesFolder(cacheFolder), `${createHash('sha256').update(source).digest('hex').slice(0, 20)}.json`)
  const known = await readNote(path)
  if (known && await stands(known, source)) return { digest: known.digest, note: () => utimes(path, new Date(), new Date()).catch(() => {}) }

  if (own.sizeBytes > MODEL_MAX_BYTES) {
    throw new DomainError('model-unavailable', `Cannot edit the model "${source}" of ${own.sizeBytes} bytes: one file holds 2 GiB at most. Use a quantised export`)
  }
  const read = await digestOf(source, own)
  return { digest: read.digest, note: () => writeNote(path, read).catch(() => {}) }
}

/** @param name of a file beside the source; empty for the source itself */
async function factsOf(source: string, name: string): Promise<Facts> {
  const { size, mtimeMs } = await stat(name === '' ? source : join(dirname(source), name))
  return { name, sizeBytes: size, mtimeMs }
}

async function digestOf(source: string, own: Facts): Promise<Note> {
  const bytes = await readFile(source)
  const graph = createHash('sha256').update(bytes).digest('hex')
  const beside: { facts: Facts; digest: string }[] = []
  for (const name of externalFiles(readGraph(bytes))) {
    // One that is missing, or outside of the folder, is refused with a sentence when its weights are taken in.
    const facts = await factsOf(source, name).catch(() => null)
    if (facts) beside.push({ facts, digest: await hashFile(join(dirname(source), name)) })
  }
  const digest = beside.length === 0 ? graph : createHash('sha256').update(JSON.stringify([graph, ...beside.map((file) => [file.facts.name, file.digest])])).digest('hex')
  return { digest, files: [own, ...beside.map(({ facts }) => facts)] }
}

async function stands({ files }: Note, source: string): Promise<boolean> {
  const now = await Promise.all(files.map(({ name }) => factsOf(source, name).catch(() => null)))
  return files.every(({ sizeBytes, mtimeMs }, at) => now[at]?.sizeBytes === sizeBytes && now[at]?.mtimeMs === mtimeMs)
}

async function readNote(path: string): Promise<Note | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

async function writeNote(path: string, note: Note): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const growing = `${path}.${randomUUID()}.part`
  await writeFile(growing, JSON.stringify(note))
  await rename(growing, path)
}
