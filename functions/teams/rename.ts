import { eq } from 'drizzle-orm'
import type { Db } from '../../infra/db/db.ts'
import { teams } from '../../infra/db/schema/mod.ts'
import { requireTeamRole } from './membership.ts'
import type { TeamInput } from './membership.ts'

/** Owners and administrators: another name (teamNameSchema). Throws DomainError `not-found`, `forbidden`. */
export async function renameTeam({ db }: { db: Db }, { name, ...input }: TeamInput & { readonly name: string }): Promise<void> {
  await requireTeamRole(db, input, { least: 'admin', action: 'change the name' })
  await db.update(teams).set({ name }).where(eq(teams.teamId, input.teamId))
}
