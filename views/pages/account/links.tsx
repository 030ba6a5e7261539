import { EMAIL_MAX, PASSWORD_MAX, PASSWORD_MIN } from '../../../domain/account.ts'
import { TextField } from '../../parts/text_field.tsx'
import { routes } from '../../routes.ts'
import type { AccountErrors, AccountPageProps } from './form.ts'
import { errorWords } from './form.ts'
import { Sheet } from './sheet.tsx'

export interface VerifyPageProps extends AccountPageProps {
  readonly token: string
  readonly email: string
  /** In another browser than the one that registered. */
  readonly asksPassword: boolean
  readonly errors?: AccountErrors
}

/** `/verify/TOKEN`: a button, since mail scanners open links. */
export function VerifyPage({ t, assetUrl, token, email, asksPassword, errors = {} }: VerifyPageProps) {
  return (
    <Sheet t={t} assetUrl={assetUrl} title={t.account.verify.title} wrong={Object.keys(errors).length > 0}>
      <p>{t.account.verify.lead(email)}</p>
      {asksPassword && <p>{t.account.verify.password}</p>}
      <form method='post' action={routes.verify.to(token)} class='stack' novalidate>
        {asksPassword && (
          <TextField
            name='password' type='password' label={t.account.password} error={errorWords(t, errors)('password')} autocomplete='current-password'
            maxlength={PASSWORD_MAX} focused
          />
        )}
        <button class='button button-primary button-wide' type='submit'>{t.account.verify.submit}</button>
      </form>
    </Sheet>
  )
}

export interface ResetPageProps extends AccountPageProps {
  readonly email?: string
  readonly errors?: AccountErrors
}

/** `/reset`: asks for a link. */
export function ResetPage({ t, assetUrl, email = '', errors = {} }: ResetPageProps) {
  return (
    <Sheet t={t} assetUrl={assetUrl} title={t.account.reset.title} wrong={Object.keys(errors).length > 0}>
      <p>{t.account.reset.lead}</p>
      <form method='post' action={routes.reset.to()} class='stack' novalidate>
        <TextField name='email' type='email' label={t.account.email} value={email} error={errorWords(t, errors)('email')} autocomplete='username' maxlength={EMAIL_MAX} focused />
        <button class='button button-primary button-wide' type='submit'>{t.account.reset.submit}</button>
      </form>
      <p>
        <a href={routes.signIn.to()}>{t.account.signIn.title}</a>
      </p>
    </Sheet>
  )
}

export interface ResetLinkPageProps extends AccountPageProps {
  readonly token: string
  readonly email: string
  readonly errors?: AccountErrors
}

/** `/reset/TOKEN`: sets a new password. */
export function ResetLinkPage({ t, assetUrl, token, email, errors = {} }: ResetLinkPageProps) {
  return (
    <Sheet t={t} assetUrl={assetUrl} title={t.account.reset.linkTitle} wrong={Object.keys(errors).length > 0}>
      <p>{t.account.reset.linkLead(email)}</p>
      <form method='post' action={routes.resetLink.to(token)} class='stack' novalidate>
        {/* Lets password keepers know whose it is. */}
        <input type='hidden' name='username' value={email} autocomplete='username' />
        <TextField
          name='newPassword' type='password' label={t.account.newPassword} hint={t.account.passwordHint(PASSWORD_MIN)} error={errorWords(t, errors)('newPassword')}
          autocomplete='new-password' maxlength={PASSWORD_MAX} focused
        />
        <button class='button button-primary button-wide' type='submit'>{t.account.reset.linkSubmit}</button>
      </form>
    </Sheet>
  )
}

/** A link of a mail that does not work (any more). */
export function DeadLinkPage({ t, assetUrl, what }: AccountPageProps & { what: 'verify' | 'reset' }) {
  return (
    <Sheet t={t} assetUrl={assetUrl} title={t.account.deadLink.title}>
      <p>{t.account.deadLink.lead}</p>
      <p class='actions'>
        <a class='button button-primary' href={what === 'verify' ? routes.register.to() : routes.reset.to()}>{t.account.deadLink.again}</a>
        <a class='button' href={routes.signIn.to()}>{t.account.signIn.title}</a>
      </p>
    </Sheet>
  )
}
