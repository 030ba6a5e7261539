import type { Language } from '../../../domain/language.ts'

export interface Direction {
  readonly id: string
  readonly from: Language
  readonly to: Language
}

/** The models to go through: the direct one, else by way of English, else null. */
export function findPath(directions: readonly Direction[], from: Language, to: Language): readonly [string] | readonly [string, string] | null {
  const find = (source: Language, target: Language) => directions.find((direction) => direction.from === source && direction.to === target)
  const direct = find(from, to)
  if (direct) return [direct.id]
  const first = find(from, 'en')
  const second = find('en', to)
  return first && second && from !== to ? [first.id, second.id] : null
}
