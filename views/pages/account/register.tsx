import { EMAIL_MAX, PASSWORD_MAX, PASSWORD_MIN } from '../../../domain/account.ts'
import { NAME_MAX } from '../../../domain/room.ts'
import { TextField } from '../../parts/text_field.tsx'
import { routes } from '../../routes.ts'
import type { AccountErrors, AccountPageProps } from './form.ts'
import { errorWords, firstToFill } from './form.ts'
import { NoMailNote, Sheet } from './sheet.tsx'

export interface RegisterPageProps extends AccountPageProps {
  readonly typed?: { readonly name: string; readonly email: string }
  readonly errors?: AccountErrors
}

/** `/register`: creates an account. */
export function RegisterPage({ t, assetUrl, typed = { name: '', email: '' }, errors = {} }: RegisterPageProps) {
  const words = errorWords(t, errors)
  const focused = firstToFill(['name', 'email', 'password'], errors)
  return (
    <Sheet t={t} assetUrl={assetUrl} title={t.account.register.title} wrong={Object.keys(errors).length > 0}>
      <p>{t.account.register.lead}</p>
      <form method='post' action={routes.register.to()} class='stack' novalidate>
        <TextField name='name' label={t.account.name} value={typed.name} error={words('name')} autocomplete='name' maxlength={NAME_MAX} focused={focused === 'name'} />
        <TextField
          name='email' type='email' label={t.account.email} value={typed.email} error={words('email')} autocomplete='username' maxlength={EMAIL_MAX}
          focused={focused === 'email'}
        />
        <TextField
          name='password' type='password' label={t.account.password} hint={t.account.passwordHint(PASSWORD_MIN)} error={words('password')}
          autocomplete='new-password' maxlength={PASSWORD_MAX} focused={focused === 'password'}
        />
        <button class='button button-primary button-wide' type='submit'>{t.account.register.submit}</button>
      </form>
      <p>
        {t.account.register.haveOne} <a href={routes.signIn.to()}>{t.account.signIn.title}</a>
      </p>
    </Sheet>
  )
}

export interface SentPageProps extends AccountPageProps {
  readonly what: 'register' | 'reset'
  /** False: the message stands in the server's log. */
  readonly mailDelivers: boolean
}

/** After a form that sends a link: says the same whether there is an account or not. */
export function SentPage({ t, assetUrl, what, mailDelivers }: SentPageProps) {
  const { sentTitle, sent } = t.account[what]
  return (
    <Sheet t={t} assetUrl={assetUrl} title={sentTitle}>
      {mailDelivers ? <></> : <NoMailNote t={t} />}
      <p>{sent}</p>
      <p>
        <a class='button' href={routes.signIn.to()}>{t.account.signIn.title}</a>
      </p>
    </Sheet>
  )
}
