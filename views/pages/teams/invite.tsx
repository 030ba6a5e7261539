import { EMAIL_MAX } from '../../../domain/account.ts'
import { invitedRoleSchema } from '../../../domain/team.ts'
import type { Team } from '../../../domain/team.ts'
import { ids } from '../../ids.ts'
import type { Messages } from '../../messages/mod.ts'
import { TextField } from '../../parts/text_field.tsx'
import { routes } from '../../routes.ts'
import type { WrongTeamForm } from './team.tsx'

export interface InviteSectionProps {
  readonly t: Messages
  readonly team: Team
  readonly mailDelivers: boolean
  readonly wrong?: WrongTeamForm | undefined
}

/** Invites an address, and shows who is invited. Administrators are invited by owners only. */
export function InviteSection({ t, team, mailDelivers, wrong }: InviteSectionProps) {
  const roles = invitedRoleSchema.options.filter((role) => team.role === 'owner' || role === 'member').reverse()
  return (
    <section class='account-section' aria-labelledby={ids.field('invite')}>
      <h2 id={ids.field('invite')}>{t.teams.inviteTitle}</h2>
      {!mailDelivers && <p class='note' data-tone='warning'>{t.teams.noMail}</p>}
      <form method='post' action={routes.teamAction.to(team.teamId, 'invite')} class='stack' novalidate>
        <TextField
          name='email' type='email' label={t.teams.email} value={wrong?.typed ?? ''} error={wrong && t.teams.errors[wrong.error]} autocomplete='off' maxlength={EMAIL_MAX}
          focused={wrong !== undefined}
        />
        <div class='field'>
          <label for={ids.field('role')}>{t.teams.roleLabel}</label>
          <select id={ids.field('role')} name='role'>
            {roles.map((role) => <option value={role}>{t.teams.role[role]}</option>)}
          </select>
        </div>
        <button class='button button-primary' type='submit'>{t.teams.invite}</button>
      </form>
      {team.invitations.length > 0 && (
        <>
          <h3>{t.teams.waiting}</h3>
          <ul class='stack'>
            {team.invitations.map(({ email, role }) => (
              <li>
                <form method='post' action={routes.teamAction.to(team.teamId, 'withdraw')} class='inline-form'>
                  <input type='hidden' name='email' value={email} />
                  <span dir='ltr'>{email}</span> <span class='hint'>{t.teams.role[role]}</span>
                  <button class='button' type='submit' aria-label={t.teams.withdrawNamed(email)}>{t.teams.withdraw}</button>
                </form>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
