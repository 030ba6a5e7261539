import type { Language } from '../../domain/language.ts'
import type { Messages } from '../messages/mod.ts'
import { CaptionsStatus, LanguageNote } from '../parts/captions_status.tsx'

/** How captions keep up. */
export function StatusPush(status: { t: Messages; behindMs: number; shed: number; lost: number }) {
  return <CaptionsStatus {...status} oob='true' />
}

/** The answer to changed preferences, and a push when what can be read changes. */
export function LanguageNotePush(props: { t: Messages; reads: Language; readable: readonly Language[]; reason?: string }) {
  return <LanguageNote {...props} oob='true' />
}
