import { languageCodes } from '../../../domain/language.ts'
import type { Language } from '../../../domain/language.ts'

/** Mozilla's tags where they differ from ours. Norwegian Bokmål is what Whisper calls Norwegian. */
const OURS: Readonly<Record<string, Language>> = {
  nb: 'no', zh: 'zh', 'zh-hans': 'zh', 'zh-cn': 'zh', zh_hans: 'zh', jv: 'jw', fil: 'tl', iw: 'he', in: 'id',
}

/** Our code of a BCP 47 tag of Mozilla's registry, or null for a language that Parley does not know. */
export function ourCode(tag: string): Language | null {
  const lower = tag.toLowerCase()
  const code = OURS[lower] ?? lower
  return languageCodes.find((known) => known === code) ?? null
}
