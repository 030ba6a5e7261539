import { DomainError } from '../../domain/errors.ts'
import type { Cloner } from './cloner.ts'

/** Stands where no engine is: refuses with `clone-unavailable` and the cause, so that the quick voice can say why it speaks. */
export function noCloner(cause: string): Cloner {
  const refuse = (action: string) => new DomainError('clone-unavailable', `Cannot ${action}: ${cause}`)
  return {
    engine: 'none',
    live: null,
    languages: async () => [],
    ready: async () => false,
    embed: async () => {
      throw refuse('learn a voice')
    },
    async *speak() {
      throw refuse('speak in a cloned voice')
    },
    close: async () => {},
  }
}
