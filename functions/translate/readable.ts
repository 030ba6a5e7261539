import { languageCodes } from '../../domain/language.ts'
import type { Language } from '../../domain/language.ts'
import type { Translator } from '../../models/translation/translator.ts'

/** Languages into which something can be translated now. */
export function readableLanguages({ serves }: Pick<Translator, 'serves'>): Language[] {
  return languageCodes.filter((to) => languageCodes.some((from) => from !== to && serves(from, to)))
}
