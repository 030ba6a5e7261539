import { z } from 'zod'
import { emailSchema } from '../../../domain/account.ts'
import { tierSchema } from '../../../domain/tier.ts'

/** What the billing provider sends; docs/billing.md describes it. */
export const billingEventSchema = z.object({
  /** Of the event: one that comes again counts once. */
  id: z.string().min(1).max(200),
  type: z.literal('tier.changed'),
  /** The account, by its id or its address. */
  data: z.object({ accountId: z.uuid().optional(), email: emailSchema.optional(), tier: tierSchema })
    .refine(({ accountId, email }) => (accountId === undefined) !== (email === undefined), 'give either accountId or email'),
})
export type BillingEvent = z.infer<typeof billingEventSchema>
