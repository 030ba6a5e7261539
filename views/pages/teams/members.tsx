import type { Team } from '../../../domain/team.ts'
import { teamOutranks, teamRoleSchema } from '../../../domain/team.ts'
import type { Messages } from '../../messages/mod.ts'
import { Moment } from '../../parts/moment.tsx'
import { routes } from '../../routes.ts'

/** Who is in a team, with what the one who looks may do about it. */
export function MemberTable({ t, team, me }: { t: Messages; team: Team; me: string }) {
  const removes = team.people.some(({ role }) => teamOutranks(team.role, role))
  return (
    <div class='table-scroll' role='region' aria-label={t.teams.members} tabindex={0}>
      <table class='table'>
        <thead>
          <tr>
            <th scope='col'>{t.admin.name}</th>
            <th scope='col'>{t.teams.roleLabel}</th>
            <th scope='col'>{t.teams.since}</th>
            {removes && <th scope='col'>{t.teams.remove}</th>}
          </tr>
        </thead>
        <tbody>
          {team.people.map((person) => (
            <tr>
              <th scope='row'>
                <bdi>{person.name}</bdi>
                <span class='hint' dir='ltr'>{person.email}</span>
              </th>
              <td>
                {team.role !== 'owner' ? t.teams.role[person.role] : (
                  <form method='post' action={routes.teamAction.to(team.teamId, 'role')} class='inline-form'>
                    <input type='hidden' name='member' value={person.accountId} />
                    <select name='role' aria-label={t.teams.roleOf(person.name)}>
                      {teamRoleSchema.options.map((role) => <option value={role} selected={role === person.role}>{t.teams.role[role]}</option>)}
                    </select>
                    <button class='button' type='submit' aria-label={`${t.teams.change}: ${t.teams.roleOf(person.name)}`}>{t.teams.change}</button>
                  </form>
                )}
              </td>
              <td>
                <Moment t={t} ms={person.joinedAtMs} style='day' />
              </td>
              {removes && (
                <td>
                  {person.accountId !== me && teamOutranks(team.role, person.role) && (
                    <form method='post' action={routes.teamAction.to(team.teamId, 'remove')}>
                      <input type='hidden' name='member' value={person.accountId} />
                      <button class='button button-danger' type='submit' aria-label={t.teams.removeNamed(person.name)}>{t.teams.remove}</button>
                    </form>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
