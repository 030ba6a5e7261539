import type { Language } from '../../domain/language.ts'
import { ids } from '../ids.ts'
import { languageInMenu, languagesByName } from '../messages/languages.ts'
import type { Messages } from '../messages/mod.ts'
import { DETECT, type FieldName, fields } from '../routes.ts'
import type { FormErrors } from './form.ts'

interface SelectProps {
  readonly t: Messages
  readonly value: string
  readonly error?: string | undefined
  readonly focused?: boolean
}

function Options({ t, codes, value }: { t: Messages; codes: readonly Language[]; value: string }) {
  return <>{codes.map((code) => <option value={code} selected={code === value}>{languageInMenu(t, code)}</option>)}</>
}

function fieldAttributes(name: FieldName, { error, focused }: Omit<SelectProps, 't' | 'value'>) {
  return {
    id: ids.field(name),
    name: fields[name],
    autofocus: focused === true,
    ...(error ? { 'aria-invalid': 'true' as const, 'aria-describedby': ids.fieldError(name) } : {}),
  }
}

/** What is wrong with a field, beside it. */
export function FieldError({ name, error }: { name: FieldName; error?: string | undefined }) {
  return error ? <p class='field-error' id={ids.fieldError(name)}>{error}</p> : <></>
}

/** *I speak*. `value` is a language code or `auto`. */
export function SpeaksField({ t, value, error, focused = false }: SelectProps) {
  return (
    <div class='field'>
      <label for={ids.field('speaks')}>{t.form.iSpeak}</label>
      <select {...fieldAttributes('speaks', { error, focused })}>
        <option value={DETECT} selected={value === DETECT}>{t.form.detect}</option>
        <Options t={t} codes={languagesByName(t)} value={value} />
      </select>
      <FieldError name='speaks' error={error} />
    </div>
  )
}

/**
 * *I read*. Languages that this server cannot translate into stay choosable: captions spoken in them are shown as they
 * are.
 */
export function ReadsField(
  { t, value, error, focused = false, readable }: SelectProps & { readable: readonly Language[] },
) {
  const byName = languagesByName(t)
  const translated = byName.filter((code) => readable.includes(code))
  const others = byName.filter((code) => !readable.includes(code))
  return (
    <div class='field'>
      <label for={ids.field('reads')}>{t.form.iRead}</label>
      <select {...fieldAttributes('reads', { error, focused })}>
        {translated.length > 0 && (
          <optgroup label={t.form.translatedHere}>
            <Options t={t} codes={translated} value={value} />
          </optgroup>
        )}
        {others.length > 0 && (
          <optgroup label={t.form.notTranslatedYet}>
            <Options t={t} codes={others} value={value} />
          </optgroup>
        )}
      </select>
      <FieldError name='reads' error={error} />
    </div>
  )
}

/** *I hear*. Translated voices do not exist yet, so there is one choice. */
export function HearsField({ t, error, focused = false }: Omit<SelectProps, 'value'>) {
  return (
    <div class='field'>
      <label for={ids.field('hears')}>{t.form.iHear}</label>
      <select {...fieldAttributes('hears', { error, focused })}>
        <option value='original' selected>{t.form.originalVoices}</option>
      </select>
      <FieldError name='hears' error={error} />
    </div>
  )
}

export interface LanguageFieldsProps {
  readonly t: Messages
  readonly speaks: string
  readonly reads: string
  readonly errors?: FormErrors
  readonly focused?: FieldName | null
  /** Languages that this server can translate into. */
  readonly readable: readonly Language[]
}

/** *I speak*, *I read*, *I hear*. */
export function LanguageFields({ t, speaks, reads, errors = {}, focused = null, readable }: LanguageFieldsProps) {
  return (
    <>
      <SpeaksField t={t} value={speaks} error={errors.speaks} focused={focused === 'speaks'} />
      <ReadsField t={t} value={reads} error={errors.reads} focused={focused === 'reads'} readable={readable} />
      <HearsField t={t} error={errors.hears} focused={focused === 'hears'} />
    </>
  )
}
