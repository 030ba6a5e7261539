import type { ListedModel } from '../../models/store/catalogue.ts'
import { isNonCommercial } from '../../models/registry.ts'
import { formatSpeed, readSpeeds } from '../../models/store/speeds.ts'
import type { Speed } from '../../models/store/speeds.ts'
import { formatBytes } from './format.ts'
import type { Shelf, ShelfModel } from './shelf.ts'

const WHERE = { bundled: 'bundled', 'on-disk': 'on disk', begun: 'begun', 'can-be-fetched': 'can be fetched' } as const
/** Languages that are named one by one. */
const NAMED_MAX = 6
const PAIR = /^firefox-/
const LINE_MAX = 110

export interface ListOptions {
  readonly json: boolean
  readonly write: (line: string) => void
}

/** Shows every model: what it does, what it takes, what it knows, its licence, where it is, how quick it was here. */
export async function listModels(shelf: Shelf, { json, write }: ListOptions): Promise<void> {
  const speeds = await readSpeeds(shelf.cacheFolder)
  if (json) return write(JSON.stringify(shelf.models.map((model) => toJson(model, speeds[model.id]))))
  // Pairs that are not here are many and alike.
  const pairs = shelf.models.filter(({ id, where }) => PAIR.test(id) && where === 'can-be-fetched')
  const table = shelf.models.filter((model) => !pairs.includes(model)).map((model) => [
    model.id, WHERE[model.where], size(model), model.licence + (isNonCommercial(model.licence) ? ' (!)' : ''), languages(model), speed(model, speeds[model.id]), purpose(model),
  ])
  const head = ['id', 'where', 'size', 'licence', 'languages', 'speed here', 'for']
  const widths = head.map((title, column) => Math.max(title.length, ...table.map((row) => row[column]!.length)))
  for (const row of [head, ...table]) write(row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd())
  write('')
  for (const line of tellPairs(pairs)) write(line)
  const unfree = shelf.models.filter(({ licence }) => isNonCommercial(licence)).map(({ id }) => id)
  if (unfree.length > 0) write(`(!) Not for commercial use: ${unfree.join(', ')}.`)
  if (table.some((row) => row[5] === NOT_MEASURED)) write('"npm run models -- list --measure" measures the speed of what is on this machine.')
}

const NOT_MEASURED = 'not measured yet'

function tellPairs(pairs: readonly ShelfModel[]): string[] {
  if (pairs.length === 0) return []
  const sizes = pairs.flatMap(({ bytes }) => bytes ?? [])
  const each = sizes.length > 0 ? `, ${formatBytes(Math.min(...sizes))} to ${formatBytes(Math.max(...sizes))} each` : ''
  const lines = [`${pairs.length} language pairs of Firefox Translations can be fetched (${pairs[0]!.licence}${each}), as firefox-FROM-TO:`]
  for (const { id } of pairs) {
    const name = ` ${id.replace(PAIR, '')}`
    if (lines.length > 1 && lines.at(-1)!.length + name.length <= LINE_MAX) lines[lines.length - 1] += name
    else lines.push(` ${name}`)
  }
  return [...lines, '']
}

function speed(model: ShelfModel, measured: Speed | undefined): string {
  if (measured) return formatSpeed(measured)
  return model.forLater || (model.where !== 'bundled' && model.where !== 'on-disk') ? '-' : NOT_MEASURED
}

function size({ bytes }: ListedModel): string {
  return bytes === null ? 'not known yet' : formatBytes(bytes)
}

function languages({ languages: known }: ListedModel): string {
  if (known === 'any') return 'any'
  return known.length <= NAMED_MAX ? known.join(' ') : `${known.length} languages`
}

function purpose({ kind, about, forLater }: ListedModel): string {
  return `${kind}: ${about}${forLater ? ' (nothing uses it yet)' : ''}`
}

function toJson({ id, kind, about, licence, languages: known, bytes, where, folder, forLater }: ShelfModel, measured: Speed | undefined) {
  return {
    id, kind, about, licence, nonCommercial: isNonCommercial(licence), languages: known, bytes, where, used: !forLater,
    folder: where === 'bundled' || where === 'on-disk' ? folder : null, speed: measured ?? null,
  }
}
