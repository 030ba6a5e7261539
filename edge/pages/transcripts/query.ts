import type { Context } from 'hono'
import { z } from 'zod'
import { DomainError } from '../../../domain/errors.ts'
import { languageSchema } from '../../../domain/language.ts'
import type { Language } from '../../../domain/language.ts'
import type { Rating } from '../../../domain/transcript.ts'
import type { TranscriptView } from '../../../views/routes.ts'
import type { Shown } from '../../../views/pages/transcripts/mod.ts'

const viewSchema = z.object({
  show: z.union([z.literal('original'), languageSchema]).optional().catch(undefined),
  side: z.literal('on').optional().catch(undefined),
  cursor: z.string().min(1).max(300).optional().catch(undefined),
  at: z.string().min(1).max(100).optional().catch(undefined),
})

export interface ReadShownOptions {
  /** Languages that the transcript exists in. */
  readonly available: readonly { readonly language: Language }[]
  /** Of the page: the one to begin with. */
  readonly locale: string
  /** As a form sent it; the address says it otherwise. */
  readonly view?: TranscriptView
}

/** How a transcript is to be shown: in the language asked for, else in the page's own, else as it was said. */
export function readShown(c: Context, { available, locale, view = readViewFields(c.req.query()) }: ReadShownOptions): Shown {
  const has = (code: string | undefined) => available.find(({ language }) => language === code)?.language ?? null
  const language = view.show === undefined ? has(locale.split('-', 1)[0]) : has(view.show)
  return { language, sideBySide: view.side === 'on', view }
}

/** The part of a form or an address that says how a transcript is shown. */
export function readViewFields(values: Readonly<Record<string, unknown>>): TranscriptView {
  return viewSchema.parse(values)
}

/** A field that names a language; null for anything else. */
export function readLanguage(value: unknown): Language | null {
  return languageSchema.safeParse(value).data ?? null
}

/** `1`, `-1`, or `0`, which takes the answer back. Throws DomainError `invalid-input`. */
export function readAnswer(value: unknown): Rating | null {
  if (value === '1') return 1
  if (value === '-1') return -1
  if (value === '0') return null
  throw new DomainError('invalid-input', 'Cannot take this answer: it is neither right nor wrong')
}

/** Numbers of what was just deleted, as the address carries them. */
export function readDeleted(c: Context): { lines: number; texts: number; files: number } | null {
  const [, lines, texts, files] = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(c.req.query('deleted') ?? '') ?? []
  return files === undefined ? null : { lines: Number(lines), texts: Number(texts), files: Number(files) }
}
