import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import type { Language } from '../../domain/language.ts'
import { languageCodes, languageSchema } from '../../domain/language.ts'
import type { Hears } from '../../domain/room.ts'
import { displayNameSchema, hearsSchema, spokenLanguageSchema } from '../../domain/room.ts'

const COOKIE = 'parley-me'
const YEAR_S = 365 * 24 * 60 * 60

const rememberedSchema = z.object({
  name: displayNameSchema,
  speaks: spokenLanguageSchema,
  reads: languageSchema,
  hears: hearsSchema.default('original'),
})

/** What a form is filled with at first: what was chosen last, else what the browser says. */
export interface Remembered {
  readonly name: string
  readonly speaks: Language | null
  readonly reads: Language
  readonly hears: Hears
}

export function rememberedChoices(c: Context): Remembered {
  const parsed = rememberedSchema.safeParse(Object.fromEntries(new URLSearchParams(getCookie(c, COOKIE) ?? '')))
  return parsed.success ? parsed.data : { name: '', speaks: null, reads: acceptedLanguage(c.req.header('accept-language') ?? ''), hears: 'original' }
}

export function rememberChoices(c: Context, { name, speaks, reads, hears }: Remembered, { secure }: { secure: boolean }): void {
  const value = new URLSearchParams({ name, speaks: speaks ?? 'auto', reads, hears }).toString()
  setCookie(c, COOKIE, value, { path: '/', secure, httpOnly: true, sameSite: 'Lax', maxAge: YEAR_S })
}

/** The first language of an Accept-Language header that Parley knows; English otherwise. */
export function acceptedLanguage(header: string): Language {
  const wanted = header.split(',').map((part) => part.trim().split(/[-;]/, 1)[0]!.toLowerCase())
  return wanted.find((code): code is Language => (languageCodes as readonly string[]).includes(code)) ?? 'en'
}
