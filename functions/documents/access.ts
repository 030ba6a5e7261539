import { and, eq, inArray, ne, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { roomCodeSchema } from '../../domain/room.ts'
import type { Tier } from '../../domain/tier.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, documents, roomDocuments, rooms, teamMembers } from '../../infra/db/schema/mod.ts'
import { requireProFeatures } from '../accounts/pro_features.ts'
import type { DocumentInput } from './context.ts'

export interface ManagedRoom {
  readonly roomId: string
  readonly name: string
  /** The owner's: it rules the room. */
  readonly tier: Tier
}

/**
 * The room, for someone who manages its documents: its owner, or a member of the team that shares it.
 * @param action for the refusal, as in `attach a document`
 * Throws DomainError `not-found` for everyone else, `forbidden` where the owner's plan has no documents.
 */
export async function requireManagedRoom(db: Db, { accountId, roomId }: { readonly accountId: string; readonly roomId: string }, action: string): Promise<ManagedRoom> {
  const mine = db.select({ teamId: teamMembers.teamId }).from(teamMembers).where(eq(teamMembers.accountId, accountId))
  const [room] = roomCodeSchema.safeParse(roomId).success
    ? await db.select({ roomId: rooms.roomId, name: rooms.name, tier: accounts.tier }).from(rooms).innerJoin(accounts, eq(accounts.accountId, rooms.ownerId))
      .where(and(eq(rooms.roomId, roomId), or(eq(rooms.ownerId, accountId), inArray(rooms.teamId, mine))))
    : []
  if (!room) throw new DomainError('not-found', `Cannot ${action}: there is no room "${roomId.slice(0, 40)}" whose documents are yours to manage`)
  requireProFeatures(room.tier, action)
  return room
}

/** Throws DomainError `forbidden` for a plan without documents, `not-found` for no account. */
export async function requireDocuments(db: Db, accountId: string, action: string): Promise<Tier> {
  const [account] = await db.select({ tier: accounts.tier }).from(accounts).where(eq(accounts.accountId, accountId))
  if (!account) throw new DomainError('not-found', `Cannot ${action}: there is no such account`)
  requireProFeatures(account.tier, action)
  return account.tier
}

/** The plan that pays for a document: its owner's, or the best of the rooms that search it. */
export async function payingTier(db: Db, { documentId }: Pick<DocumentInput, 'documentId'>): Promise<Tier> {
  const [own] = await db.select({ tier: accounts.tier }).from(documents).innerJoin(accounts, eq(accounts.accountId, documents.accountId)).where(eq(documents.documentId, documentId))
  const others = await db.select({ tier: accounts.tier }).from(roomDocuments).innerJoin(rooms, eq(rooms.roomId, roomDocuments.roomId))
    .innerJoin(accounts, eq(accounts.accountId, rooms.ownerId)).where(eq(roomDocuments.documentId, documentId))
  const order: readonly Tier[] = ['free', 'premium', 'pro', 'enterprise']
  return [...others, ...(own ? [own] : [])].map(({ tier }) => tier).sort((a, b) => order.indexOf(b) - order.indexOf(a))[0] ?? 'free'
}

/** What is no id is nobody's document. */
export const ownDocument = ({ accountId, documentId }: DocumentInput) =>
  (z.uuid().safeParse(documentId).success ? and(eq(documents.documentId, documentId), eq(documents.accountId, accountId), ne(documents.state, 'deleting')) : sql`false`)

/** @param action as in `rename` */
export function noSuchDocument(action: string): DomainError {
  return new DomainError('not-found', `Cannot ${action} this document: you have no such document`)
}
