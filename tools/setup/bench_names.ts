import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupError } from './fail.mjs'

export interface BenchOrder {
  readonly names: readonly string[]
  /** Options for each of them. */
  readonly options: string[]
}

/** Reads `NAME ... [--option ...]`. Throws a SetupError that lists the benches for none and for one that does not exist. */
export async function readBenchOrder(root: string, given: readonly string[]): Promise<BenchOrder> {
  const files = await readdir(join(root, 'bench'))
  const known = files.filter((file) => /^[a-z]\w*\.ts$/.test(file) && !file.endsWith('_test.ts')).map((file) => file.slice(0, -3)).sort()
  const firstOption = given.findIndex((argument) => argument.startsWith('-'))
  const names = firstOption < 0 ? given : given.slice(0, firstOption)
  const unknown = names.find((name) => !known.includes(name))
  if (names.length > 0 && unknown === undefined) return { names, options: firstOption < 0 ? [] : given.slice(firstOption) }
  const problem = unknown === undefined ? 'Say which bench to run' : `There is no bench "${unknown}"`
  throw new SetupError(`${problem}: ${known.join(', ')}, as in "npm run bench -- ${known[0]}".`)
}
