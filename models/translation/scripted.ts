import type { Language } from '../../domain/language.ts'
import type { Translator } from './translator.ts'

export interface ScriptedTranslator extends Translator {
  /** Texts that were asked for, in order. */
  readonly asked: string[]
}

export interface Script {
  readonly engine?: string
  readonly serves?: (from: Language, to: Language) => boolean
  /** What a translation waits for and throws. */
  readonly before?: (text: string, signal: AbortSignal | undefined) => Promise<void>
}

/** For tests: answers `[to] text`. */
export function createScriptedTranslator({ engine = 'scripted', serves = () => true, before = async () => {} }: Script = {}): ScriptedTranslator {
  const asked: string[] = []
  return {
    engine,
    asked,
    serves,
    async translate(text, { to, signal }) {
      asked.push(text)
      await before(text, signal)
      return { language: to, text: `[${to}] ${text}`, engine }
    },
    async close() {},
  }
}
