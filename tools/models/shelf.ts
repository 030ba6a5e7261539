import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BUNDLED_FOLDER } from '../../models/store/store.ts'
import type { ListedModel, ModelCatalogue } from '../../models/store/catalogue.ts'
import { readSums } from '../../models/store/sums.ts'
import type { Sum } from '../../models/store/sums.ts'
import { SetupError } from '../setup/fail.mjs'
import { nearest } from './nearest.ts'

export interface ShelfModel extends ListedModel {
  readonly catalogue: ModelCatalogue
  /** `begun`: a part of it was fetched. */
  readonly where: 'bundled' | 'on-disk' | 'begun' | 'can-be-fetched'
  readonly folder: string
}

/** All models of all catalogues, and where each is on this machine. */
export interface Shelf {
  readonly cacheFolder: string
  readonly bundledFolder: string
  readonly models: readonly ShelfModel[]
}

export interface ShelfOptions {
  readonly cacheFolder: string
  readonly catalogues: readonly ModelCatalogue[]
  readonly bundledFolder?: string
  readonly signal?: AbortSignal
  /** False: what is on this machine is enough, and no registry is asked. */
  readonly ask?: boolean
}

/** Asks the catalogues, and looks at the disk. */
export async function readShelf({ cacheFolder, catalogues, bundledFolder = BUNDLED_FOLDER, signal, ask = true }: ShelfOptions): Promise<Shelf> {
  const models: ShelfModel[] = []
  for (const catalogue of catalogues) {
    for (const model of await catalogue.list({ signal, ask })) {
      const folder = join(model.bundled ? bundledFolder : join(cacheFolder, 'models'), model.id)
      const where = model.bundled ? 'bundled' : await whereIs(folder)
      models.push({ ...model, catalogue, folder, where, ...(where === 'on-disk' ? { bytes: await folderBytes(folder) } : {}) })
    }
  }
  return { cacheFolder, bundledFolder, models }
}

/** The models with these names. Throws a SetupError that names the nearest ones for one that does not exist. */
export function pick(shelf: Shelf, ids: readonly string[]): ShelfModel[] {
  return [...new Set(ids)].map((id) => {
    const found = shelf.models.find((model) => model.id === id)
    if (found) return found
    const close = nearest(id, shelf.models.map((model) => model.id))
    const hint = close.length > 0 ? `did you mean ${close.map((name) => `"${name}"`).join(' or ')}?` : '"npm run models -- list" shows all.'
    throw new SetupError(`There is no model "${id}": ${hint}`)
  })
}

/** The record that a model's files are checked against; null for one that was not pulled whole. */
export async function sumsOf(shelf: Shelf, { id, where, folder }: ShelfModel): Promise<Sum[] | null> {
  if (where !== 'bundled') return readSums(folder)
  const all = await readSums(shelf.bundledFolder)
  return all?.filter(({ path }) => path.startsWith(`${id}/`)).map(({ path, sha256 }) => ({ path: path.slice(id.length + 1), sha256 })) ?? null
}

/** Bytes below a folder; 0 for one that is not there. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) =>
    stat(join(entry.parentPath ?? entry.path, entry.name)).then(({ size }) => size, () => 0)))
  return sizes.reduce((sum, size) => sum + size, 0)
}

async function whereIs(folder: string): Promise<ShelfModel['where']> {
  if (await readSums(folder)) return 'on-disk'
  const begun = (await folderBytes(folder)) + (await folderBytes(`${folder}.part`))
  return begun > 0 ? 'begun' : 'can-be-fetched'
}
