import { billingEvents } from '../../../infra/db/schema/mod.ts'
import { eq } from 'drizzle-orm'
import { changeTier } from '../change_tier.ts'
import type { AccountsDeps } from '../change_tier.ts'
import type { BillingEvent } from './event.ts'

/**
 * Changes the tier that an event names, once: `taken` is false for an event that was taken before. An event that fails is not counted,
 * so that the provider may send it again. Throws DomainError `not-found` for an unknown account.
 */
export async function takeBillingEvent(deps: AccountsDeps, { id: eventId, data }: BillingEvent): Promise<{ readonly taken: boolean }> {
  const { accountId, email, tier } = data
  return await deps.db.transaction(async (tx) => {
    const counted = await tx.insert(billingEvents).values({ eventId, tier, takenAt: new Date(deps.now()) }).onConflictDoNothing().returning({ eventId: billingEvents.eventId })
    if (counted.length === 0) return { taken: false }
    const change = await changeTier({ ...deps, db: tx }, { account: accountId !== undefined ? { accountId } : { email: email! }, tier }, { by: 'billing' })
    await tx.update(billingEvents).set({ accountId: change.accountId }).where(eq(billingEvents.eventId, eventId))
    return { taken: true }
  })
}
