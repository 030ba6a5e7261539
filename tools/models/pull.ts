import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DomainError } from '../../domain/errors.ts'
import { isNonCommercial } from '../../models/registry.ts'
import { SUMS_FILE, checkSums } from '../../models/store/sums.ts'
import { SetupError } from '../setup/fail.mjs'
import { formatBytes } from './format.ts'
import { folderBytes, sumsOf } from './shelf.ts'
import type { Shelf, ShelfModel } from './shelf.ts'
import { openTransferLine } from './transfer_line.ts'

export interface PullOptions {
  readonly json: boolean
  readonly write: (line: string) => void
  /** Progress, beside the results. */
  readonly tell: (text: string) => void
  readonly columns: number | undefined
  readonly signal?: AbortSignal
}

interface Pulled {
  readonly id: string
  readonly outcome: 'bundled' | 'here' | 'pulled' | 'failed'
  readonly bytes: number
  readonly error?: string
}

/**
 * Fetches models whole, one after the other. What is here is read again, and what of it is damaged is fetched anew. One that fails does not
 * keep the others from coming. Throws a SetupError when one failed, the signal's reason when it is ended: what has come so far stays.
 */
export async function pullModels(shelf: Shelf, models: readonly ShelfModel[], options: PullOptions): Promise<void> {
  const done: Pulled[] = []
  for (const model of models) {
    const result = await pullOne(shelf, model, options)
    done.push(result)
    if (!options.json) options.write(say(result, model))
  }
  if (options.json) options.write(JSON.stringify(done))
  const failed = done.filter(({ outcome }) => outcome === 'failed')
  if (failed.length > 0) throw new SetupError(failed.map(({ id, error }) => `${id}: ${error}.`).join('\n'))
}

async function pullOne(shelf: Shelf, model: ShelfModel, { tell, columns, signal }: PullOptions): Promise<Pulled> {
  const { id, where, folder, catalogue } = model
  if (where === 'bundled') return { id, outcome: 'bundled', bytes: await folderBytes(folder) }
  const sums = await sumsOf(shelf, model)
  if (sums) {
    const findings = await checkSums(folder, sums, { signal })
    if (findings.length === 0) return { id, outcome: 'here', bytes: await folderBytes(folder) }
    tell(`${id}: ${findings.map(({ path, wrong }) => `${path} is ${wrong}`).join(', ')}; fetching it again\n`)
    // Without its record it counts as not here; a manifest of its own, such as a language pair has, is no weight to keep either.
    await Promise.all([SUMS_FILE, 'pair.json', ...findings.map(({ path }) => path)].map((path) => rm(join(folder, path), { force: true })))
  }
  const line = openTransferLine({ title: id, tell, columns })
  try {
    await catalogue.pull(id, {
      signal, onProgress: ({ model: whole, doneBytes, totalBytes }) => line.update(whole?.doneBytes ?? doneBytes, whole?.totalBytes ?? totalBytes),
    })
    return { id, outcome: 'pulled', bytes: await folderBytes(folder) }
  } catch (error) {
    if (signal?.aborted) {
      line.end()
      tell(`${id}: what has come so far stays, and the same command goes on from there\n`)
      throw signal.reason
    }
    if (!(error instanceof DomainError)) throw error
    return { id, outcome: 'failed', bytes: await folderBytes(folder), error: error.message }
  } finally {
    line.end()
  }
}

function say({ id, outcome, bytes }: Pulled, { licence }: ShelfModel): string {
  if (outcome === 'bundled') return `${id} ships with Parley.`
  if (outcome === 'here') return `${id} is here already, whole.`
  if (outcome === 'failed') return `${id} could not be fetched.`
  return `${id} is here: ${formatBytes(bytes)}, checked.${isNonCommercial(licence) ? ` Its licence, ${licence}, forbids commercial use.` : ''}`
}
