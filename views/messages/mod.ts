import type { Messages } from './en.ts'
import { en } from './en.ts'
import { pt } from './pt.ts'
import { vi } from './vi.ts'

export type { Messages } from './en.ts'

const languages = Object.freeze({ en, vi, pt })

/** A language that the pages exist in. */
export type Locale = keyof typeof languages
/** All of them, in the order in which they are offered. */
export const locales = Object.freeze(Object.keys(languages)) as readonly Locale[]

export function isLocale(value: unknown): value is Locale {
  return typeof value === 'string' && Object.hasOwn(languages, value)
}

/** The words of a language; English for one that the pages do not exist in. */
export function messagesFor(locale: string | null | undefined): Messages {
  return isLocale(locale) ? languages[locale] : en
}
