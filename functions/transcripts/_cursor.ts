import { Buffer } from 'node:buffer'
import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'

/** Where a page ends, as an opaque word for addresses. */
export function toCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** Throws DomainError `invalid-input` for anything that {@link toCursor} did not make. */
export function fromCursor<Position>(cursor: string, schema: z.ZodType<Position>): Position {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (error) {
    throw new DomainError('invalid-input', 'Cannot go to this page: its address is not complete', { cause: error })
  }
}

/** A moment, as in ms since the epoch. */
export const momentSchema = z.number().int().min(0).max(8_640_000_000_000_000)
