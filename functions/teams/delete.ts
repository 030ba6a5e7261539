import { eq } from 'drizzle-orm'
import { teams } from '../../infra/db/schema/mod.ts'
import { requireTeamRole } from './membership.ts'
import type { TeamInput } from './membership.ts'
import type { TeamsDeps } from './teams.ts'

/** Owners: ends the team. Rooms and meetings stay with their owners. Throws DomainError `not-found`, `forbidden`. */
export async function deleteTeam({ db, log }: Pick<TeamsDeps, 'db' | 'log'>, input: TeamInput): Promise<void> {
  await requireTeamRole(db, input, { least: 'owner', action: 'delete it' })
  await db.delete(teams).where(eq(teams.teamId, input.teamId))
  log.info('team-deleted', { ...input })
}
