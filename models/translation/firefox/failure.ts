import { DomainError } from '../../../domain/errors.ts'
import type { LanguageRefusal } from '../../../domain/language_state.ts'
import { DeadlineError } from '../../../infra/deadline.ts'

const DISK_FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT'])

/** Why a pair could not be fetched, told from the codes of the error and of its causes. */
export function refusalOf(error: unknown): LanguageRefusal {
  const chain: unknown[] = []
  for (let cause = error; cause instanceof Error && chain.length < 8; cause = cause.cause) chain.push(cause)
  const codes = chain.map((cause) => (cause as { code?: unknown }).code)
  if (codes.some((code) => DISK_FULL.has(code))) return 'disk-full'
  if (codes.includes('DAMAGED')) return 'damaged'
  if (codes.includes('REFUSED')) return 'refused'
  if (chain.some((cause) => cause instanceof DomainError && cause.code === 'language-unavailable')) return 'none'
  return codes.includes('CUT_OFF') || chain.some(isNetwork) ? 'offline' : 'failed'
}

/** An error with a code that {@link refusalOf} reads. */
export function failure(code: 'REFUSED' | 'DAMAGED' | 'ENOSPC', message: string): DomainError {
  return new DomainError('model-unavailable', message, { cause: Object.assign(new Error(code), { code }) })
}

/** What fetch throws when nobody answers or the connection breaks, on Node and Deno, and what a deadline throws. */
function isNetwork(cause: unknown): boolean {
  return cause instanceof DeadlineError || (cause instanceof TypeError && /fetch failed|terminated|sending request|network|connection/i.test(cause.message))
}
