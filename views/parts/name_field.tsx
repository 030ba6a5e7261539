import { NAME_MAX } from '../../domain/room.ts'
import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { fields } from '../routes.ts'
import { FieldError } from './language_fields.tsx'

interface NameFieldProps {
  readonly t: Messages
  readonly value: string
  readonly error?: string | undefined
  readonly focused: boolean
}

/** *Your name*. */
export function NameField({ t, value, error, focused }: NameFieldProps) {
  return (
    <div class='field'>
      <label for={ids.field('name')}>{t.form.yourName}</label>
      <input
        id={ids.field('name')}
        name={fields.name}
        type='text'
        value={value}
        required
        maxlength={NAME_MAX}
        autocomplete='name'
        spellcheck={false}
        dir='auto'
        autofocus={focused}
        {...(error ? { 'aria-invalid': 'true' as const, 'aria-describedby': ids.fieldError('name') } : {})}
      />
      <FieldError name='name' error={error} />
    </div>
  )
}
