import type { Viewer } from '../../domain/account.ts'
import type { Messages } from '../messages/mod.ts'
import { routes } from '../routes.ts'
import { Sentence } from './sentence.tsx'

/** Who is signed in, and where to go with it. */
export function AccountMenu({ t, viewer: { name, isAdmin } }: { t: Messages; viewer: Pick<Viewer, 'name' | 'isAdmin'> }) {
  return (
    <nav class='account-menu' aria-label={t.home.menu}>
      <p class='hint'>
        <Sentence of={t.home.signedInAs} fill={{ name: <bdi>{name}</bdi> }} />
      </p>
      <ul>
        <li>
          <a href={routes.transcripts.to()}>{t.transcripts.title}</a>
        </li>
        <li>
          <a href={routes.teams.to()}>{t.teams.title}</a>
        </li>
        <li>
          <a href={routes.jobs.to()}>{t.jobs.title}</a>
        </li>
        {isAdmin && (
          <li>
            <a href={routes.adminAccounts.to()}>{t.admin.title}</a>
          </li>
        )}
        <li>
          <a href={routes.account.to()}>{t.home.account}</a>
        </li>
        <li>
          <form method='post' action={routes.signOut.to()}>
            <button class='link' type='submit'>{t.account.page.signOut}</button>
          </form>
        </li>
      </ul>
    </nav>
  )
}

/** The way in, for guests. */
export function SignInLinks({ t }: { t: Messages }) {
  return (
    <p class='actions'>
      <a class='button' href={routes.signIn.to()}>{t.account.signIn.title}</a>
      <a class='button button-quiet' href={routes.register.to()}>{t.account.register.submit}</a>
    </p>
  )
}
