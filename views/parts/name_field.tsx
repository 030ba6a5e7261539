import { NAME_MAX } from '../../domain/room.ts'
import { ids } from '../ids.ts'
import { fields } from '../routes.ts'
import { FieldError } from './language_fields.tsx'

/** *Your name*. */
export function NameField({ value, error, focused }: { value: string; error?: string | undefined; focused: boolean }) {
  return (
    <div class='field'>
      <label for={ids.field('name')}>Your name</label>
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
