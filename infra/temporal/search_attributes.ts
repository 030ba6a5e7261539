import type { Connection } from '@temporalio/client'
import { TypedSearchAttributes, defineSearchAttributeKey } from '@temporalio/common'
import type { SearchAttributePair } from '@temporalio/common'
import { isJobKind } from '../../domain/job.ts'
import type { JobKind, JobOwner } from '../../domain/job.ts'
import { tierSchema } from '../../domain/tier.ts'

const KEYWORD = 2

/** What jobs are found by, here and in Temporal's own pages. All are keywords. */
export const ATTRIBUTES = Object.freeze({
  room: defineSearchAttributeKey('ParleyRoom', 'KEYWORD'),
  user: defineSearchAttributeKey('ParleyUser', 'KEYWORD'),
  tier: defineSearchAttributeKey('ParleyTier', 'KEYWORD'),
  kind: defineSearchAttributeKey('ParleyKind', 'KEYWORD'),
})

export const ATTRIBUTE_NAMES: readonly string[] = Object.values(ATTRIBUTES).map(({ name }) => name)

export function toAttributes(kind: JobKind, { userId, roomId, tier }: JobOwner): TypedSearchAttributes {
  const pairs: SearchAttributePair[] = [
    { key: ATTRIBUTES.kind, value: kind },
    { key: ATTRIBUTES.user, value: userId },
    { key: ATTRIBUTES.tier, value: tier },
  ]
  if (roomId !== undefined) pairs.push({ key: ATTRIBUTES.room, value: roomId })
  return new TypedSearchAttributes(pairs)
}

/** @returns null for a workflow that is none of our jobs */
export function fromAttributes(attributes: TypedSearchAttributes): { kind: JobKind; owner: JobOwner } | null {
  const kind = attributes.get(ATTRIBUTES.kind)
  const tier = tierSchema.safeParse(attributes.get(ATTRIBUTES.tier))
  const userId = attributes.get(ATTRIBUTES.user)
  if (!isJobKind(kind) || !tier.success || userId === undefined) return null
  return { kind, owner: { userId, tier: tier.data, roomId: attributes.get(ATTRIBUTES.room) } }
}

/** Makes those that a cluster does not have yet. Rejects with what the cluster says when this client may not. */
export async function registerAttributes(connection: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
  const missing = ATTRIBUTE_NAMES.filter((name) => !(name in (customAttributes ?? {})))
  if (missing.length === 0) return
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])) })
}
