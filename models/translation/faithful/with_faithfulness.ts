import type { Translator } from '../translator.ts'
import { translateFaithfully } from './translate_faithfully.ts'
import type { Fault } from './translate_faithfully.ts'

/** Changes when the rules do, so that nothing is answered from what was kept under others. */
export const FAITHFUL_VERSION = '1'

/** A translator of sentences that keeps what must stay as it is, whichever engine makes them. */
export function withFaithfulness(translator: Translator, { onFault }: { onFault?: (fault: Fault) => void } = {}): Translator {
  return {
    engine: translator.engine,
    serves: (from, to) => translator.serves(from, to),
    version: (from, to) => `${FAITHFUL_VERSION}/${translator.version?.(from, to) ?? translator.engine}`,
    async translate(text, options) {
      let engine = 'none'
      const ask = async (sentence: string) => {
        const answer = await translator.translate(sentence, options)
        engine = answer.engine
        return answer.text
      }
      const { from, to, terms } = options
      return { language: to, text: await translateFaithfully(text, { from, to, ask, ...(terms ? { terms } : {}), ...(onFault ? { onFault } : {}) }), engine }
    },
    close: () => translator.close(),
  }
}
