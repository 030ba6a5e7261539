import type { FieldName } from '../routes.ts'

/** What the form on the home and pre-join pages holds, as typed. */
export type JoinForm = Readonly<Record<FieldName, string>>

/** What is wrong with a field, in words for the person who typed it. */
export type FormErrors = Partial<Readonly<Record<FieldName, string>>>

/** The name of the field that the page opens on: the first one with an error, else an empty name. */
export function focusedField(form: JoinForm, errors: FormErrors): FieldName | null {
  for (const name of ['name', 'speaks', 'reads', 'hears'] as const) if (errors[name]) return name
  return form.name === '' ? 'name' : null
}
