import type { Language } from '../../../domain/language.ts'
import { TERM_MAX } from '../../../domain/vocabulary.ts'
import { ids } from '../../ids.ts'
import { languageInMenu, languagesByName } from '../../messages/languages.ts'
import type { Messages } from '../../messages/mod.ts'
import { TextField } from '../../parts/text_field.tsx'
import type { VocabularyError } from './done.ts'

/** What stands in the form of a term. */
export interface TypedTerm {
  readonly term: string
  readonly sounds: string
  readonly doNotTranslate: boolean
  readonly translations: readonly { readonly language: string; readonly text: string }[]
}

interface TermFormProps {
  readonly t: Messages
  readonly action: string
  readonly typed: TypedTerm
  readonly submit: string
  readonly error?: { readonly field: 'term' | 'sounds' | 'translations'; readonly error: VocabularyError } | undefined
  readonly focused?: boolean
}

/** Empty places for translations more than there are. */
const SPARE = 2

/** A term's form. Each form of a page has its fields once: the page shows one at a time. */
export function TermForm({ t, action, typed, submit, error, focused = false }: TermFormProps) {
  const words = t.vocabulary
  const wrongIn = (field: NonNullable<TermFormProps['error']>['field']) => (error?.field === field ? words.error[error.error] : undefined)
  const places = [...typed.translations, ...Array.from({ length: SPARE }, () => ({ language: '', text: '' }))]
  const inTranslations = wrongIn('translations')
  return (
    <form method='post' action={action} class='stack' novalidate>
      <TextField name='term' label={words.term} hint={words.termHint} value={typed.term} error={wrongIn('term')} autocomplete='off' maxlength={TERM_MAX} focused={focused || error?.field === 'term'} />
      <TextField name='sounds' label={words.sounds} hint={words.soundsHint} value={typed.sounds} error={wrongIn('sounds')} autocomplete='off' maxlength={TERM_MAX} required={false} focused={error?.field === 'sounds'} />
      <fieldset class='choices' {...(inTranslations ? { 'aria-describedby': ids.fieldError('translations') } : {})}>
        <legend>{words.translations}</legend>
        <label class='choice'>
          <input type='checkbox' name='doNotTranslate' value='yes' checked={typed.doNotTranslate} /> {words.keep}
        </label>
        {places.map(({ language, text }, at) => (
          <div class='term-translation'>
            <div class='field'>
              <label for={ids.field(`language-${at}`)}>{words.language}</label>
              <select id={ids.field(`language-${at}`)} name='language'>
                <option value=''>{words.choose}</option>
                <LanguageOptions t={t} chosen={language} />
              </select>
            </div>
            <div class='field'>
              <label for={ids.field(`translation-${at}`)}>{words.translation}</label>
              <input id={ids.field(`translation-${at}`)} name='translation' value={text} maxlength={TERM_MAX} dir='auto' autocomplete='off' />
            </div>
          </div>
        ))}
        {inTranslations && <p class='field-error' id={ids.fieldError('translations')}>{inTranslations}</p>}
      </fieldset>
      <button class='button button-primary' type='submit'>{submit}</button>
    </form>
  )
}

function LanguageOptions({ t, chosen }: { t: Messages; chosen: string }) {
  return <>{languagesByName(t).map((code: Language) => <option value={code} selected={code === chosen}>{languageInMenu(t, code)}</option>)}</>
}
