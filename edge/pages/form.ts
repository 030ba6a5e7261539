import type { Context } from 'hono'
import { z } from 'zod'
import { languageSchema } from '../../domain/language.ts'
import { displayNameSchema, hearsSchema, NAME_MAX, spokenLanguageSchema } from '../../domain/room.ts'
import type { Preferences } from '../../domain/room.ts'
import { DETECT } from '../../views/mod.ts'
import type { FormErrors, JoinForm, Messages } from '../../views/mod.ts'
import { rememberedChoices } from '../gateway/remembered.ts'

const formSchema = z.object({
  name: displayNameSchema,
  speaks: spokenLanguageSchema,
  reads: languageSchema,
  hears: hearsSchema.default('original'),
})

export type ParsedForm =
  | { readonly ok: true; readonly name: string; readonly preferences: Preferences; readonly typed: JoinForm }
  | { readonly ok: false; readonly typed: JoinForm; readonly errors: FormErrors }

/** Reads the form of the home and pre-join pages; what was typed is kept either way, errors are in the words of the page. */
export async function parseForm(c: Context, t: Messages): Promise<ParsedForm> {
  const body = await c.req.parseBody()
  const text = (field: string, absent: string) => (typeof body[field] === 'string' ? body[field] : absent)
  const before = emptyForm(c)
  const typed: JoinForm = {
    name: text('name', ''),
    speaks: text('speaks', before.speaks),
    reads: text('reads', before.reads),
    hears: text('hears', before.hears),
  }
  const parsed = formSchema.safeParse(typed)
  if (parsed.success) {
    const { name, ...preferences } = parsed.data
    return { ok: true, name, preferences, typed }
  }
  const errors = Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), wordsFor(t, issue)]))
  return { ok: false, typed, errors }
}

/** What the form shows at first. */
export function emptyForm(c: Context): JoinForm {
  const { name, speaks, reads, hears } = rememberedChoices(c)
  return { name, speaks: speaks ?? DETECT, reads, hears }
}

function wordsFor(t: Messages, { path, code }: z.core.$ZodIssue): string {
  if (path[0] !== 'name') return t.form.chooseFromList
  return code === 'too_big' ? t.form.nameLong(NAME_MAX) : t.form.nameMissing
}
