import type { DubsDeps } from '../../functions/dubs/context.ts'
import { keepPhraseAhead, phraseOrders } from '../../functions/dubs/phrases_ahead.ts'
import type { PhrasesAhead } from '../../functions/dubs/phrases_ahead.ts'
import type { CloneOrder } from '../../functions/dubs/say_in_voice.ts'

/** The steps that need the database, in the process that has it. */
export function createPhraseBooks(deps: DubsDeps) {
  return {
    phraseOrders: (whose: PhrasesAhead) => phraseOrders(deps, whose),
    keepPhraseAhead: (order: CloneOrder) => keepPhraseAhead(deps, order),
  }
}
export type PhraseBooks = ReturnType<typeof createPhraseBooks>
