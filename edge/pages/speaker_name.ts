import { DomainError } from '../../domain/errors.ts'
import { speakerNameSchema } from '../../domain/speakers.ts'

/** A name as a form sends it; null when it was left empty. Throws DomainError `invalid-input`. */
export function readSpeakerName(value: unknown): string | null {
  if (typeof value !== 'string' || value.trim() === '') return null
  const parsed = speakerNameSchema.safeParse(value)
  if (!parsed.success) throw new DomainError('invalid-input', 'Cannot name the speaker: the name is too long', { cause: parsed.error })
  return parsed.data
}
