import { ids } from '../ids.ts'

export interface TextFieldProps {
  /** Of the form's value. */
  readonly name: string
  /** For pages with two fields of one name. */
  readonly idName?: string
  readonly label: string
  readonly type?: 'text' | 'email' | 'password'
  /** What was typed; never a password. */
  readonly value?: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly autocomplete: string
  readonly maxlength?: number
  readonly focused?: boolean
  /** False for what may be left empty. */
  readonly required?: boolean
}

/** A labelled line of text with its hint and what is wrong with it. */
export function TextField({ name, idName = name, label, type = 'text', value, hint, error, autocomplete, maxlength, focused = false, required = true }: TextFieldProps) {
  const described = [hint && ids.fieldHint(idName), error && ids.fieldError(idName)].filter(Boolean).join(' ')
  return (
    <div class='field'>
      <label for={ids.field(idName)}>{label}</label>
      <input
        id={ids.field(idName)}
        name={name}
        type={type}
        value={type === 'password' ? undefined : value}
        required={required}
        maxlength={maxlength}
        autocomplete={autocomplete}
        autocapitalize={type === 'text' ? undefined : 'none'}
        spellcheck={false}
        dir={type === 'text' ? 'auto' : 'ltr'}
        autofocus={focused}
        {...(error ? { 'aria-invalid': 'true' as const } : {})}
        {...(described ? { 'aria-describedby': described } : {})}
      />
      {hint && <p class='hint' id={ids.fieldHint(idName)}>{hint}</p>}
      {error && <p class='field-error' id={ids.fieldError(idName)}>{error}</p>}
    </div>
  )
}
