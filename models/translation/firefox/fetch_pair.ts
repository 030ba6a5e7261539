import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DomainError } from '../../../domain/errors.ts'
import { downloadFile } from '../../store/download_file.ts'
import { freeBytes } from '../../store/free_space.ts'
import { writeSums } from '../../store/sums.ts'
import { failure } from './failure.ts'
import { pairSchema } from './records.ts'
import type { FirefoxPair, PairFile } from './records.ts'
import { unpack } from './unpack.ts'

/** Left free on the disk for everything else. */
const SPARE_BYTES = 100_000_000

/** Written last: a folder that has it is whole. */
export const MANIFEST = 'pair.json'
export const manifestSchema = pairSchema.extend({ licence: z.string() })

export interface FetchPairOptions {
  /** Where it will be; while it is made there is a `.part` beside it. */
  readonly folder: string
  readonly attachmentsUrl: string
  readonly signal: AbortSignal
  readonly fetch: typeof globalThis.fetch
  readonly onProgress: (doneBytes: number) => void
}

/** The file's name in the pair's folder. */
export function fileName({ kind }: PairFile): string {
  return kind === 'model' || kind === 'lex' ? `${kind}.bin` : `${kind}.spm`
}

/**
 * Fetches one direction, going on with what an earlier try left, checks every sum and puts the folder in its place in one step.
 * Throws DomainError `model-unavailable`, whose codes `refusalOf` reads, or the signal's reason.
 */
export async function fetchPair(pair: FirefoxPair, options: FetchPairOptions): Promise<void> {
  const { folder, signal } = options
  const part = `${folder}.part`
  try {
    await mkdir(part, { recursive: true })
    await clear(part, pair)
    await checkSpace(part, pair)
    let before = 0
    for (const file of pair.files) {
      await fetchFile(file, part, { ...options, onProgress: (done) => options.onProgress(before + done) })
      before += file.bytes
      options.onProgress(before)
    }
    for (const file of pair.files) await rename(join(part, stagedName(file)), join(part, fileName(file)))
    const manifest: z.input<typeof manifestSchema> = { ...pair, licence: 'MPL-2.0' }
    await writeFile(join(part, MANIFEST), JSON.stringify(manifest, null, 1))
    const sums = new Map(pair.files.map((file) => [fileName(file), file.unpacked?.sha256 ?? file.sha256]))
    await writeSums(part, [MANIFEST, ...sums.keys()], sums)
    await rm(folder, { recursive: true, force: true })
    await rename(part, folder)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof DomainError) throw error
    throw new DomainError('model-unavailable', `Cannot fetch the translation model ${pair.from}-${pair.to}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

/** Bytes of a fetch under way in another process, as far as its files tell. */
export async function fetchedSoFar(folder: string): Promise<number> {
  const part = `${folder}.part`
  const names = await readdir(part).catch(() => [])
  const sizes = await Promise.all(names.map((name) => stat(join(part, name)).then(({ size }) => size, () => 0)))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** The sum's beginning keeps files of two versions apart. */
function stagedName(file: PairFile): string {
  return `${(file.unpacked?.sha256 ?? file.sha256).slice(0, 16)}-${fileName(file)}`
}

async function fetchFile(file: PairFile, part: string, { attachmentsUrl, signal, fetch, onProgress }: FetchPairOptions): Promise<void> {
  const target = join(part, stagedName(file))
  if (await stat(target).then(() => true, () => false)) return
  const url = new URL(file.location, attachmentsUrl)
  if (!url.href.startsWith(new URL(attachmentsUrl).href)) throw failure('REFUSED', `Cannot fetch ${url.href}: it is not below ${attachmentsUrl}`)
  const packed = file.unpacked ? `${target}.zst` : target
  const expected = { bytes: file.bytes, sha256: file.sha256, gitSha1: null }
  await downloadFile({ url, target: packed, expected, signal, fetch: orRefused(fetch), onProgress })
  if (!file.unpacked) return
  await unpack(packed, target, { ...file.unpacked, signal })
  await rm(packed)
}

/** Takes away what belongs to no file of this version. */
async function clear(part: string, { files }: FirefoxPair): Promise<void> {
  const wanted = files.map(stagedName)
  for (const name of await readdir(part)) {
    if (!wanted.some((staged) => name.startsWith(staged))) await rm(join(part, name), { recursive: true, force: true })
  }
}

async function checkSpace(part: string, { files, from, to }: FirefoxPair): Promise<void> {
  const needed = files.reduce((sum, { bytes, unpacked }) => sum + bytes + (unpacked?.bytes ?? 0), 0)
  const free = await freeBytes(part)
  if (free === null || free >= needed + SPARE_BYTES) return
  throw failure('ENOSPC', `Cannot fetch the translation model ${from}-${to}: it takes ${needed} bytes, and the disk of ${part} has ${free}`)
}

/** An answer that stays as it is ends the fetch; what may pass is for the download to try again. */
function orRefused(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    if (response.status < 400 || response.status === 408 || response.status === 429 || response.status >= 500) return response
    await response.body?.cancel()
    throw failure('REFUSED', `Cannot fetch ${String(input)}: the server answered ${response.status}`)
  }
}
