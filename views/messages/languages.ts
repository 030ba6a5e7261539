import type { Language } from '../../domain/language.ts'
import { languageCodes, languageTag } from '../../domain/language.ts'
import type { Messages } from './en.ts'

const names = new Map<string, Intl.DisplayNames>()

function namesIn(locale: string): Intl.DisplayNames {
  const known = names.get(locale) ?? new Intl.DisplayNames([locale], { type: 'language', fallback: 'none' })
  names.set(locale, known)
  return known
}

/** A language's name within a sentence of the page's language: `português`, `tiếng Anh`. */
export function languageInText({ locale }: Messages, code: Language): string {
  const name = namesIn(locale).of(languageTag(code)) ?? code
  // CLDR writes the common word of Vietnamese names, "Tiếng", as it stands in a list.
  return locale === 'vi' ? name.replace(/^Tiếng /, 'tiếng ') : name
}

/** A language's name as it stands alone, in a menu or at the start of a sentence: `Português`, `Tiếng Anh`. */
export function languageInMenu(t: Messages, code: Language): string {
  const name = languageInText(t, code)
  return name.slice(0, 1).toLocaleUpperCase(t.locale) + name.slice(1)
}

/** The name with what the language calls itself beside it, for those who look for their own: `Spanish · español`. */
export function languageWithOwnName(t: Messages, code: Language): string {
  const [name, own] = [languageInMenu(t, code), namesIn(languageTag(code)).of(languageTag(code)) ?? '']
  const same = own === '' || own.toLocaleLowerCase(t.locale) === name.toLocaleLowerCase(t.locale) || own === code
  return same ? name : `${name} · ${own}`
}

/** `31 MB`, as the page's language writes it. */
export function megabytes({ locale }: Messages, bytes: number): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte', maximumFractionDigits: bytes < 10_000_000 ? 1 : 0 }).format(bytes / 1e6)
}

/** Language codes in the order of their names in the page's language. */
export function languagesByName(t: Messages, codes: readonly Language[] = languageCodes): readonly Language[] {
  const compare = new Intl.Collator(t.locale).compare
  return [...codes].sort((a, b) => compare(languageInMenu(t, a), languageInMenu(t, b)))
}
