import { eq, sql } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { TIERS } from '../../domain/tier.ts'
import type { Tier } from '../../domain/tier.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, vocabularies } from '../../infra/db/schema/mod.ts'
import { requireProFeatures } from '../accounts/pro_features.ts'
import { requireMember, requireTeamRole } from '../teams/membership.ts'
import type { VocabularyOf } from './vocabulary.ts'

/** A statement's place: the database, or a transaction of it. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]

export interface VocabularyAccess {
  /** Null before anything was put into it. */
  readonly vocabularyId: string | null
  readonly version: number
  readonly tier: Tier
  /** Whether who asks may change it: their plan has it, and in a team they run it. */
  readonly changes: boolean
  readonly teamName: string | null
}

/** For who may see it: the account itself, and members of the team. Throws DomainError `not-found`. */
export async function readableVocabulary(db: Db, { accountId, teamId }: VocabularyOf): Promise<VocabularyAccess> {
  const membership = teamId === null ? null : await requireMember(db, { teamId, accountId })
  const [account] = await db.select({ tier: accounts.tier }).from(accounts).where(eq(accounts.accountId, accountId))
  if (!account) throw new DomainError('not-found', 'Cannot open a vocabulary: there is no such account')
  const [row] = await db.select().from(vocabularies).where(ownedBy({ accountId, teamId }))
  return {
    vocabularyId: row?.vocabularyId ?? null, version: row?.version ?? 0, tier: account.tier, teamName: membership?.name ?? null,
    changes: TIERS[account.tier].proFeatures && membership?.role !== 'member',
  }
}

/**
 * Changes a vocabulary in one step: made when it is not there, held until the step is done, and counted on, by which running meetings see it.
 * @param options.action for the refusal, as in `add a term`; `takesAway`: allowed without the plan
 * Throws DomainError `not-found`, `forbidden` for a tier without vocabulary and for members who do not run the team.
 */
export async function changeVocabulary<T>(
  db: Db, { accountId, teamId }: VocabularyOf, { action, takesAway = false }: { action: string; takesAway?: boolean }, work: (tx: Tx, vocabularyId: string) => Promise<T>,
): Promise<T> {
  if (teamId !== null) await requireTeamRole(db, { teamId, accountId }, { least: 'admin', action })
  const [account] = await db.select({ tier: accounts.tier }).from(accounts).where(eq(accounts.accountId, accountId))
  if (!account) throw new DomainError('not-found', `Cannot ${action}: there is no such account`)
  if (!takesAway) requireProFeatures(account.tier, action)
  return await db.transaction(async (tx) => {
    const owner = teamId === null ? { accountId } : { teamId }
    await tx.insert(vocabularies).values({ vocabularyId: crypto.randomUUID(), ...owner }).onConflictDoNothing()
    const [row] = await tx.update(vocabularies).set({ version: sql`${vocabularies.version} + 1` }).where(ownedBy({ accountId, teamId })).returning()
    return await work(tx, row!.vocabularyId)
  })
}

function ownedBy({ accountId, teamId }: VocabularyOf) {
  return teamId === null ? eq(vocabularies.accountId, accountId) : eq(vocabularies.teamId, teamId)
}
