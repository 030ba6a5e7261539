import { checkSums } from '../../models/store/sums.ts'
import type { Finding } from '../../models/store/sums.ts'
import { SetupError } from '../setup/fail.mjs'
import { sumsOf } from './shelf.ts'
import type { Shelf, ShelfModel } from './shelf.ts'

export interface VerifyOptions {
  readonly json: boolean
  readonly write: (line: string) => void
  readonly signal?: AbortSignal
}

interface Verified {
  readonly id: string
  readonly outcome: 'whole' | 'broken' | 'begun' | 'absent'
  readonly findings: readonly Finding[]
}

/** Reads every file of the models again and compares it with its record. Throws a SetupError that names what is broken, and what to do. */
export async function verifyModels(shelf: Shelf, models: readonly ShelfModel[], { json, write, signal }: VerifyOptions): Promise<void> {
  const done: Verified[] = []
  for (const model of models) {
    const result = await verifyOne(shelf, model, signal)
    done.push(result)
    if (!json) write(`${result.id}: ${say(result)}`)
  }
  if (json) write(JSON.stringify(done))
  const broken = done.filter(({ outcome }) => outcome === 'broken')
  if (broken.length === 0) return
  const bundled = new Set(models.filter(({ where }) => where === 'bundled').map(({ id }) => id))
  const advice = (id: string) => (bundled.has(id) ? `run "git checkout models/bundled/${id}"` : `run "npm run models -- pull ${id}"`)
  throw new SetupError(broken.map((result) => `${result.id}: ${say(result)}: ${advice(result.id)}.`).join('\n'))
}

async function verifyOne(shelf: Shelf, model: ShelfModel, signal?: AbortSignal): Promise<Verified> {
  const { id, where, folder } = model
  const sums = await sumsOf(shelf, model)
  if (!sums) return { id, outcome: where === 'begun' ? 'begun' : 'absent', findings: [] }
  const findings = await checkSums(folder, sums, { signal })
  return { id, outcome: findings.length === 0 ? 'whole' : 'broken', findings }
}

function say({ id, outcome, findings }: Verified): string {
  if (outcome === 'whole') return 'whole'
  if (outcome === 'begun') return `begun, not whole: "npm run models -- pull ${id}" goes on`
  if (outcome === 'absent') return 'not on this machine'
  return findings.map(({ path, wrong }) => `${path} is ${wrong}`).join(', ')
}
