import type { Language } from '../../domain/language.ts'
import type { LanguageState, Reading } from '../../domain/language_state.ts'
import { readingState } from '../../domain/language_state.ts'
import { hearsSchema } from '../../domain/room.ts'
import { ids } from '../ids.ts'
import { languageInMenu, languagesByName, languageWithOwnName, megabytes } from '../messages/languages.ts'
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

/** Languages by what reading them takes, in the order in which they are offered. */
function ReadsGroup({ t, label, codes, value, nameOf }: { t: Messages; label: string; codes: readonly Language[]; value: string; nameOf: (code: Language) => string }) {
  if (codes.length === 0) return <></>
  return <optgroup label={label}>{codes.map((code) => <option value={code} selected={code === value}>{nameOf(code)}</option>)}</optgroup>
}

/**
 * *I read*: what is here, what is fetched when it is picked, and what cannot be had. The last stay choosable: captions spoken in them
 * are shown as they are. `explained`: says below it what fetching means, where there is room for it.
 */
export function ReadsField({ t, value, error, focused = false, reading, explained = false }: SelectProps & { reading: Reading; explained?: boolean }) {
  const byName = languagesByName(t)
  const inState = (...states: LanguageState['state'][]) => byName.filter((code) => states.includes(readingState(reading, code).state))
  const withSize = (code: Language) => {
    const state = readingState(reading, code)
    const bytes = state.state === 'fetchable' ? state.bytes : state.state === 'fetching' ? state.totalBytes : null
    const name = languageWithOwnName(t, code)
    return bytes === null ? name : `${name} (${megabytes(t, bytes)})`
  }
  const fetchable = inState('fetchable')
  const hint = explained && fetchable.length > 0 ? ids.fieldHint('reads') : null
  const described = [error ? ids.fieldError('reads') : null, hint].filter((id) => id !== null).join(' ')
  return (
    <div class='field'>
      <label for={ids.field('reads')}>{t.form.iRead}</label>
      <select {...fieldAttributes('reads', { error, focused })} {...(described ? { 'aria-describedby': described } : {})}>
        <ReadsGroup t={t} label={t.form.translatedHere} codes={inState('here')} value={value} nameOf={(code) => languageInMenu(t, code)} />
        <ReadsGroup t={t} label={t.languages.fetchingNow} codes={inState('fetching')} value={value} nameOf={withSize} />
        <ReadsGroup t={t} label={t.languages.fetchable} codes={fetchable} value={value} nameOf={withSize} />
        <ReadsGroup t={t} label={t.form.notTranslatedYet} codes={inState('unavailable')} value={value} nameOf={(code) => languageWithOwnName(t, code)} />
      </select>
      <FieldError name='reads' error={error} />
      {hint && <p id={hint} class='hint'>{t.languages.hint}</p>}
    </div>
  )
}

/**
 * *I hear*. `cloned`: whether the room's tier includes voices of the speakers' own; otherwise the menu says what it takes. `google`: whether texts may go
 * to Google to be spoken, which stands below it.
 */
export function HearsField({ t, value, cloned, google = false, error, focused = false }: SelectProps & { cloned: boolean; google?: boolean | undefined }) {
  const chosen = value === 'cloned' && !cloned ? 'translated' : value
  const hint = google ? ids.fieldHint('hears') : null
  const described = [error ? ids.fieldError('hears') : null, hint].filter((id) => id !== null).join(' ')
  const texts = { original: t.form.originalVoices, translated: t.form.translatedVoice, cloned: cloned ? t.form.clonedVoice : t.form.clonedVoiceOfPlan }
  return (
    <div class='field field-hears'>
      <label for={ids.field('hears')}>{t.form.iHear}</label>
      <select {...fieldAttributes('hears', { error, focused })} {...(described ? { 'aria-describedby': described } : {})}>
        {hearsSchema.options.map((hears) => (
          <option value={hears} selected={hears === chosen} disabled={hears === 'cloned' && !cloned}>{texts[hears]}</option>
        ))}
      </select>
      <FieldError name='hears' error={error} />
      {hint && <p id={hint} class='hint'>{t.voice.google}</p>}
    </div>
  )
}

export interface LanguageFieldsProps {
  readonly t: Messages
  readonly speaks: string
  readonly reads: string
  readonly hears: string
  /** Whether cloned voices may be chosen. */
  readonly cloned: boolean
  /** Whether texts may go to Google to be spoken. */
  readonly google?: boolean | undefined
  readonly errors?: FormErrors
  readonly focused?: FieldName | null
  /** Which languages can be read here, and what the others take. */
  readonly reading: Reading
}

/** *I speak*, *I read*, *I hear*. */
export function LanguageFields({ t, speaks, reads, hears, cloned, google, errors = {}, focused = null, reading }: LanguageFieldsProps) {
  return (
    <>
      <SpeaksField t={t} value={speaks} error={errors.speaks} focused={focused === 'speaks'} />
      <ReadsField t={t} value={reads} error={errors.reads} focused={focused === 'reads'} reading={reading} explained />
      <HearsField t={t} value={hears} cloned={cloned} google={google} error={errors.hears} focused={focused === 'hears'} />
    </>
  )
}
