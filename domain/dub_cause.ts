import type { DubCause } from './dub.ts'
import type { ErrorCode } from './errors.ts'

const CAUSES: Readonly<Partial<Record<ErrorCode, DubCause>>> = {
  'clone-unavailable': 'no-engine', 'clone-failed': 'empty', 'language-unavailable': 'language', timeout: 'slow', forbidden: 'consent',
}

/** Why there is no clone, from the code of the error that ended the attempts. Apart from dub.ts, whose schemas no workflow needs. */
export function dubCauseOf(code: ErrorCode): DubCause {
  return CAUSES[code] ?? 'engine'
}
