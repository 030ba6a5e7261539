import { and, count, eq, ne } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { TIERS } from '../../domain/tier.ts'
import type { Tier } from '../../domain/tier.ts'
import type { SampleSource } from '../../domain/voice.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, voices, voiceSamples } from '../../infra/db/schema/mod.ts'
import { requireConsent } from './consent.ts'
import type { VoicesDeps } from './context.ts'

export interface ReserveInput {
  readonly accountId: string
  readonly name: string
  readonly source: SampleSource
}

export interface Reserved {
  readonly accountId: string
  readonly voiceId: string
  readonly sampleId: string
  readonly tier: Tier
}

/**
 * Takes one of the places for samples that an account's tier has, before anything is uploaded or collected.
 * Throws DomainError `forbidden` for a tier without samples or without consent, `conflict` when all places are taken, `not-found`.
 */
export async function reserveSample({ db, now }: Pick<VoicesDeps, 'db' | 'now'>, { accountId, name, source }: ReserveInput): Promise<Reserved> {
  return db.transaction(async (tx) => {
    // Held, so that two at once do not both take the last place.
    const [account] = await tx.select({ tier: accounts.tier }).from(accounts).where(eq(accounts.accountId, accountId)).for('update')
    if (!account) throw new DomainError('not-found', 'Cannot add a voice sample: there is no such account')
    const { tier } = account
    const most = TIERS[tier].voiceSamples
    if (most === 0) throw new DomainError('forbidden', `Cannot add a voice sample: the ${tier} tier has none; premium, pro and enterprise do`)
    await requireConsent(tx, accountId, 'cloning')
    if (source === 'meeting') await requireConsent(tx, accountId, 'meetings')
    const used = await countSamples(tx, accountId)
    if (most !== null && used >= most) throw new DomainError('conflict', `Cannot add a voice sample: you have ${used}, and the ${tier} tier has ${most}. Delete one first`)
    const at = new Date(now())
    const [voiceId, sampleId] = [crypto.randomUUID(), crypto.randomUUID()]
    await tx.insert(voices).values({ voiceId, accountId, name, state: source === 'meeting' ? 'collecting' : 'checking', chosenAt: at, createdAt: at, changedAt: at })
    await tx.insert(voiceSamples).values({ sampleId, voiceId, accountId, source, state: source === 'meeting' ? 'collecting' : 'uploading', createdAt: at })
    return { accountId, voiceId, sampleId, tier }
  })
}

/** Samples that count: those that were refused do not. */
export async function countSamples(db: Db, accountId: string): Promise<number> {
  const [row] = await db.select({ used: count() }).from(voiceSamples).where(and(eq(voiceSamples.accountId, accountId), ne(voiceSamples.state, 'refused')))
  return row?.used ?? 0
}
