import type { Context } from 'hono'
import { z } from 'zod'
import type { AccountFieldError } from '../../../domain/account.ts'
import type { AccountErrors } from '../../../views/pages/account/mod.ts'

type Schema = z.ZodObject<Record<string, z.ZodType>>

export type ReadForm<S extends Schema> =
  | { readonly ok: true; readonly data: z.infer<S>; readonly typed: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly errors: AccountErrors; readonly typed: Readonly<Record<string, string>> }

/** Reads a form by its schema. A field that is missing or a file counts as empty. What was typed is kept, passwords are not. */
export async function readForm<S extends Schema>(c: Context, schema: S): Promise<ReadForm<S>> {
  const body = await c.req.parseBody()
  const given = Object.fromEntries(Object.keys(schema.shape).map((field) => [field, typeof body[field] === 'string' ? body[field] : '']))
  const typed = Object.fromEntries(Object.entries(given).filter(([field]) => !/password/i.test(field)))
  const parsed = schema.safeParse(given)
  if (parsed.success) return { ok: true, data: parsed.data, typed }
  const errors: Record<string, AccountFieldError> = {}
  for (const issue of parsed.error.issues) errors[String(issue.path[0])] ??= errorOf(issue)
  return { ok: false, errors, typed }
}

/** The account's own schemas say which error it is; names have the room's schema, whose text is for rooms. */
function errorOf({ path, code, message }: z.core.$ZodIssue): AccountFieldError {
  if (path[0] === 'name') return code === 'too_big' ? 'name-long' : 'name-missing'
  return message as AccountFieldError
}
