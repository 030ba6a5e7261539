import { EMAIL_MAX, PASSWORD_MAX } from '../../../domain/account.ts'
import { TextField } from '../../parts/text_field.tsx'
import { routes } from '../../routes.ts'
import type { AccountErrors, AccountPageProps, Done } from './form.ts'
import { errorWords, firstToFill } from './form.ts'
import { DoneNote, Sheet } from './sheet.tsx'

export interface SignInPageProps extends AccountPageProps {
  readonly email?: string
  /** A path of our own to come back to. */
  readonly next?: string | undefined
  readonly errors?: AccountErrors
  /** What is wrong with no single field. */
  readonly problem?: 'wrong' | 'elsewhere' | null
  readonly done?: Done | null
  /** The name of the provider that one may sign in with, if there is one. */
  readonly provider?: string | null
}

/** `/sign-in`. */
export function SignInPage({ t, assetUrl, email = '', next, errors = {}, problem = null, done = null, provider = null }: SignInPageProps) {
  const words = errorWords(t, errors)
  const focused = email && !errors.email ? 'password' : firstToFill(['email', 'password'], errors)
  return (
    <Sheet t={t} assetUrl={assetUrl} title={t.account.signIn.title} wrong={problem !== null || Object.keys(errors).length > 0}>
      <DoneNote t={t} done={done} />
      {problem && <p class='note' data-tone='danger' role='alert'>{t.account.signIn[problem]}</p>}
      <form method='post' action={routes.signIn.to()} class='stack' novalidate>
        {next !== undefined && <input type='hidden' name='next' value={next} />}
        <TextField
          name='email' type='email' label={t.account.email} value={email} error={words('email')} autocomplete='username' maxlength={EMAIL_MAX}
          focused={focused === 'email'}
        />
        <TextField
          name='password' type='password' label={t.account.password} error={words('password')} autocomplete='current-password' maxlength={PASSWORD_MAX}
          focused={focused === 'password'}
        />
        <button class='button button-primary button-wide' type='submit'>{t.account.signIn.submit}</button>
      </form>
      {provider !== null && (
        <>
          <p class='or'>{t.account.signIn.or}</p>
          {/* A link, not a form: the policy lets forms lead nowhere else, not even by a redirect. */}
          <a class='button button-wide' href={routes.oidc.to(next)}>{t.account.signIn.with(provider)}</a>
        </>
      )}
      <p class='actions'>
        <a href={routes.reset.to()}>{t.account.signIn.forgot}</a>
        <span>
          {t.account.signIn.none} <a href={routes.register.to()}>{t.account.register.title}</a>
        </span>
      </p>
    </Sheet>
  )
}
