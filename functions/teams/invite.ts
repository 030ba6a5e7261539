import { and, count, eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { TEAM_PEOPLE_MAX } from '../../domain/team.ts'
import type { TeamInvitation } from '../../domain/team.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, teamInvitations, teamMembers, teams } from '../../infra/db/schema/mod.ts'
import { requireProFeatures } from '../accounts/pro_features.ts'
import { requireTeamRole } from './membership.ts'
import type { TeamInput } from './membership.ts'
import type { TeamsDeps } from './teams.ts'

export interface InviteInput extends TeamInput {
  /** emailSchema. */
  readonly email: string
  readonly role: TeamInvitation['role']
}

/**
 * Owners and administrators: invites an address, whether it has an account or not; inviting it again sends another mail. Administrators are
 * invited by owners only. Throws DomainError `not-found`, `forbidden`, `conflict` for a member and for a team that is full, `unavailable` and
 * `invalid-input` when the mail cannot be sent: the invitation stands then, on the page of whoever has the address.
 */
export async function inviteToTeam({ db, now, mail, mailWords, publicUrl, log }: TeamsDeps, { teamId, accountId, email, role }: InviteInput): Promise<void> {
  const right = role === 'admin' ? { least: 'owner', action: 'invite administrators' } as const : { least: 'admin', action: 'invite people' } as const
  const team = await requireTeamRole(db, { teamId, accountId }, right)
  const locale = await db.transaction(async (tx) => {
    const [host] = await tx.select({ tier: accounts.tier }).from(accounts).where(eq(accounts.accountId, accountId))
    requireProFeatures(host?.tier ?? 'free', 'invite people to a team')
    // Held, so that two at once do not both take the last place.
    await tx.select().from(teams).where(eq(teams.teamId, teamId)).for('update')
    const [invited] = await tx.select({ accountId: accounts.accountId, locale: accounts.locale, member: teamMembers.accountId }).from(accounts)
      .leftJoin(teamMembers, and(eq(teamMembers.accountId, accounts.accountId), eq(teamMembers.teamId, teamId))).where(eq(accounts.email, email))
    if (invited?.member) throw new DomainError('conflict', `Cannot invite "${email}": they are in the team "${team.name}" already`)
    if (await countPeople(tx, teamId) >= TEAM_PEOPLE_MAX) {
      throw new DomainError('conflict', `Cannot invite "${email}": the team has ${TEAM_PEOPLE_MAX} members and invitations, which is the most`)
    }
    const invitedAt = new Date(now())
    await tx.insert(teamInvitations).values({ teamId, email, role, invitedAt })
      .onConflictDoUpdate({ target: [teamInvitations.teamId, teamInvitations.email], set: { role, invitedAt } })
    return invited?.locale ?? null
  })
  log.info('team-invitation', { teamId, accountId })
  const { subject, text } = mailWords(locale)
  await mail.send({ to: email, subject, text: text({ team: team.name, link: `${publicUrl()}/teams` }) })
}

/** Owners and administrators: takes an invitation back. Throws DomainError `not-found`, `forbidden`. */
export async function withdrawInvitation({ db }: { db: Db }, { teamId, accountId, email }: TeamInput & { readonly email: string }): Promise<void> {
  await requireTeamRole(db, { teamId, accountId }, { least: 'admin', action: 'withdraw invitations' })
  await db.delete(teamInvitations).where(and(eq(teamInvitations.teamId, teamId), eq(teamInvitations.email, email)))
}

async function countPeople(db: Db, teamId: string): Promise<number> {
  const [[members], [invited]] = [
    await db.select({ people: count() }).from(teamMembers).where(eq(teamMembers.teamId, teamId)),
    await db.select({ people: count() }).from(teamInvitations).where(eq(teamInvitations.teamId, teamId)),
  ]
  return members!.people + invited!.people
}
