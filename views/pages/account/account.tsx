import type { Child } from 'hono/jsx'
import type { Viewer } from '../../../domain/account.ts'
import { EMAIL_MAX, PASSWORD_MAX, PASSWORD_MIN } from '../../../domain/account.ts'
import { NAME_MAX } from '../../../domain/room.ts'
import { ids } from '../../ids.ts'
import { locales, messagesFor } from '../../messages/mod.ts'
import type { Messages } from '../../messages/mod.ts'
import { TextField } from '../../parts/text_field.tsx'
import { routes } from '../../routes.ts'
import type { AccountErrors, AccountPageProps, Done } from './form.ts'
import { errorWords } from './form.ts'
import { DoneNote, Sheet } from './sheet.tsx'

/** The form that came back with errors. */
export type AccountForm = 'profile' | 'password' | 'delete'

export interface AccountOverviewProps extends AccountPageProps {
  readonly viewer: Viewer
  /** False for someone who signs in elsewhere only. */
  readonly hasPassword: boolean
  readonly done?: Done | null
  readonly wrong?: { readonly form: AccountForm; readonly errors: AccountErrors; readonly typed?: { readonly name: string; readonly locale: string } }
  /** What other parts add, each a `<section class="account-section">`. */
  readonly sections?: Child
}

/** `/account`: everything about oneself. */
export function AccountPage({ t, assetUrl, viewer, hasPassword, done = null, wrong, sections }: AccountOverviewProps) {
  const errorsOf = (form: AccountForm) => errorWords(t, wrong?.form === form ? wrong.errors : {})
  const typed = wrong?.typed ?? { name: viewer.name, locale: viewer.locale ?? '' }
  return (
    <Sheet t={t} assetUrl={assetUrl} title={t.account.page.title} wrong={wrong !== undefined} wide>
      <DoneNote t={t} done={done} />
      <dl class='account-facts'>
        <dt>{t.account.email}</dt>
        <dd dir='ltr'>{viewer.email}</dd>
        <dt>{t.account.page.tier}</dt>
        <dd>{t.account.tiers[viewer.tier]}</dd>
      </dl>
      <ProfileSection t={t} typed={typed} words={errorsOf('profile')} />
      <PasswordSection t={t} viewer={viewer} hasPassword={hasPassword} words={errorsOf('password')} />
      {sections}
      <section class='account-section' aria-labelledby={ids.field('sessions')}>
        <h2 id={ids.field('sessions')}>{t.account.page.sessions}</h2>
        <form method='post' action={routes.signOut.to()}>
          <button class='button' type='submit'>{t.account.page.signOut}</button>
        </form>
        <form method='post' action={routes.accountSignOut.to()} class='stack'>
          <p class='hint'>{t.account.page.sessionsLead}</p>
          <button class='button' type='submit'>{t.account.page.signOutEverywhere}</button>
        </form>
      </section>
      <DeleteSection t={t} hasPassword={hasPassword} words={errorsOf('delete')} />
    </Sheet>
  )
}

type Words = (field: string) => string | undefined

function ProfileSection({ t, typed, words }: { t: Messages; typed: { name: string; locale: string }; words: Words }) {
  const localeError = words('locale')
  return (
    <section class='account-section' aria-labelledby={ids.field('profile')}>
      <h2 id={ids.field('profile')}>{t.account.page.profile}</h2>
      <form method='post' action={routes.account.to()} class='stack' novalidate>
        <TextField name='name' label={t.account.name} value={typed.name} error={words('name')} autocomplete='name' maxlength={NAME_MAX} focused={words('name') !== undefined} />
        <div class='field'>
          <label for={ids.field('locale')}>{t.account.language}</label>
          <select id={ids.field('locale')} name='locale' {...(localeError ? { 'aria-invalid': 'true' as const, 'aria-describedby': ids.fieldError('locale') } : {})}>
            <option value='' selected={typed.locale === ''}>{t.account.followBrowser}</option>
            {locales.map((locale) => <option value={locale} lang={messagesFor(locale).locale} selected={typed.locale === locale}>{messagesFor(locale).ownName}</option>)}
          </select>
          {localeError && <p class='field-error' id={ids.fieldError('locale')}>{localeError}</p>}
        </div>
        <button class='button button-primary' type='submit'>{t.common.save}</button>
      </form>
    </section>
  )
}

function PasswordSection({ t, viewer, hasPassword, words }: { t: Messages; viewer: Viewer; hasPassword: boolean; words: Words }) {
  return (
    <section class='account-section' aria-labelledby={ids.field('change-password')}>
      <h2 id={ids.field('change-password')}>{t.account.page.changePassword}</h2>
      {hasPassword
        ? (
          <form method='post' action={routes.accountPassword.to()} class='stack' novalidate>
            <input type='hidden' name='username' value={viewer.email} autocomplete='username' />
            <TextField
              name='password' type='password' label={t.account.page.presentPassword} error={words('password')} autocomplete='current-password'
              maxlength={PASSWORD_MAX} focused={words('password') !== undefined}
            />
            <TextField
              name='newPassword' type='password' label={t.account.newPassword} hint={t.account.passwordHint(PASSWORD_MIN)} error={words('newPassword')}
              autocomplete='new-password' maxlength={PASSWORD_MAX} focused={words('newPassword') !== undefined}
            />
            <button class='button button-primary' type='submit'>{t.account.page.changePassword}</button>
          </form>
        )
        : (
          <p>
            {t.account.page.noPassword} <a href={routes.reset.to()}>{t.account.reset.title}</a>
          </p>
        )}
    </section>
  )
}

function DeleteSection({ t, hasPassword, words }: { t: Messages; hasPassword: boolean; words: Words }) {
  const field = hasPassword ? 'password' : 'confirmation'
  return (
    <section class='account-section' aria-labelledby={ids.field('delete')}>
      <h2 id={ids.field('delete')}>{t.account.page.delete}</h2>
      <p>{t.account.page.deleteLead}</p>
      <form method='post' action={routes.accountDelete.to()} class='stack' novalidate>
        {hasPassword
          ? <TextField name={field} idName='delete-password' type='password' label={t.account.password} error={words(field)} autocomplete='current-password' maxlength={PASSWORD_MAX} focused={words(field) !== undefined} />
          : <TextField name={field} type='email' label={t.account.page.deleteByEmail} error={words(field)} autocomplete='off' maxlength={EMAIL_MAX} focused={words(field) !== undefined} />}
        <button class='button button-danger' type='submit'>{t.account.page.delete}</button>
      </form>
    </section>
  )
}
