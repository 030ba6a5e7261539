import type { Viewer } from '../../../domain/account.ts'
import type { TeamInvitation } from '../../../domain/team.ts'
import { ids } from '../../ids.ts'
import type { Messages } from '../../messages/mod.ts'
import { routes } from '../../routes.ts'

export interface AccountBelongingsProps {
  readonly t: Messages
  readonly viewer: Pick<Viewer, 'isAdmin'>
  readonly invitations: readonly TeamInvitation[]
}

/** What else belongs to an account: its teams, its keys, and all accounts for an administrator. */
export function AccountBelongings({ t, viewer, invitations }: AccountBelongingsProps) {
  return (
    <>
      <section class='account-section' aria-labelledby={ids.field('teams')}>
        <h2 id={ids.field('teams')}>{t.teams.title}</h2>
        <p>{t.teams.lead}</p>
        {invitations.map(({ teamName }) => <p class='note'>{t.teams.invitedTo(teamName)}</p>)}
        <a class='button' href={routes.teams.to()}>{t.teams.manage}</a>
      </section>
      <section class='account-section' aria-labelledby={ids.field('voices')}>
        <h2 id={ids.field('voices')}>{t.voices.title}</h2>
        <p>{t.voices.lead}</p>
        <a class='button' href={routes.voices.to()}>{t.voices.manage}</a>
      </section>
      <section class='account-section' aria-labelledby={ids.field('vocabulary')}>
        <h2 id={ids.field('vocabulary')}>{t.vocabulary.title}</h2>
        <p>{t.vocabulary.lead}</p>
        <a class='button' href={routes.vocabulary.to()}>{t.vocabulary.manage}</a>
      </section>
      <section class='account-section' aria-labelledby={ids.field('documents')}>
        <h2 id={ids.field('documents')}>{t.documents.title}</h2>
        <p>{t.documents.lead}</p>
        <a class='button' href={routes.documents.to()}>{t.documents.manage}</a>
      </section>
      <section class='account-section' aria-labelledby={ids.field('keys')}>
        <h2 id={ids.field('keys')}>{t.keys.title}</h2>
        <p>{t.keys.lead}</p>
        <a class='button' href={routes.keys.to()}>{t.keys.manage}</a>
      </section>
      <section class='account-section' aria-labelledby={ids.field('analytics')}>
        <h2 id={ids.field('analytics')}>{t.analytics.title}</h2>
        <p>{t.analytics.lead}</p>
        <a class='button' href={routes.analytics.to()}>{t.analytics.manage}</a>
      </section>
      {viewer.isAdmin && (
        <section class='account-section' aria-labelledby={ids.field('accounts')}>
          <h2 id={ids.field('accounts')}>{t.admin.title}</h2>
          <a class='button' href={routes.adminAnalytics.to()}>{t.analytics.manageEveryone}</a>
          <a class='button' href={routes.adminAccounts.to()}>{t.admin.manage}</a>
        </section>
      )}
    </>
  )
}
