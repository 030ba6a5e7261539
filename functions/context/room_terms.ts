import { and, desc, eq, inArray, or, sql } from 'drizzle-orm'
import { TIERS } from '../../domain/tier.ts'
import type { Tier } from '../../domain/tier.ts'
import type { VocabularyTerm } from '../../domain/vocabulary.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, documentChunks, documents, documentTerms, roomDocuments, rooms, vocabularies } from '../../infra/db/schema/mod.ts'
import { readTerms } from '../vocabulary/list_terms.ts'

/** Terms of documents that are looked for at once. */
const FOUND_MAX = 1_000
/** Shorter ones sound like other words. */
const FOUND_LETTERS = 4
/** Characters of a passage around a term. */
const PASSAGE_AROUND = 140
/** Tiers that have vocabulary and documents. */
const WITH = (Object.keys(TIERS) as Tier[]).filter((tier) => TIERS[tier].proFeatures)

/** A term that stands in a document of the room. */
export interface FoundTerm {
  readonly term: string
  readonly documentId: string
  /** The piece that has it first. */
  readonly ordinal: number
}

export interface RoomTerms {
  /** Of the owner's and the team's vocabularies. */
  readonly terms: readonly VocabularyTerm[]
  readonly found: readonly FoundTerm[]
}

/** A piece of a document around a term. */
export interface Passage {
  readonly documentId: string
  readonly name: string
  readonly page: number | null
  readonly passage: string
  /** The piece that it is from. */
  readonly ordinal: number
}

/** What a room has: which vocabularies in which version, and which documents in which state. Empty without the plan: the owner's rules the room. */
export async function versionOfTerms(db: Db, roomId: string): Promise<string> {
  const [own, files] = await Promise.all([
    vocabulariesOf(db, roomId),
    db.select({ documentId: documents.documentId, changedAt: documents.changedAt }).from(rooms).innerJoin(accounts, and(eq(accounts.accountId, rooms.ownerId), inArray(accounts.tier, WITH)))
      .innerJoin(roomDocuments, eq(roomDocuments.roomId, rooms.roomId)).innerJoin(documents, and(eq(documents.documentId, roomDocuments.documentId), eq(documents.state, 'ready')))
      .where(eq(rooms.roomId, roomId)).orderBy(documents.documentId),
  ])
  return [...own.map(({ vocabularyId, version }) => `${vocabularyId}:${version}`), ...files.map(({ documentId, changedAt }) => `${documentId}:${changedAt.getTime()}`)].join(' ')
}

/** All terms that may be said in a room. */
export async function readRoomTerms(db: Db, roomId: string): Promise<RoomTerms> {
  const own = await vocabulariesOf(db, roomId)
  const [terms, found] = await Promise.all([
    Promise.all(own.map(({ vocabularyId }) => readTerms(db, vocabularyId))),
    db.select({ term: documentTerms.term, documentId: documentTerms.documentId, ordinal: documentTerms.ordinal }).from(rooms)
      .innerJoin(accounts, and(eq(accounts.accountId, rooms.ownerId), inArray(accounts.tier, WITH)))
      .innerJoin(roomDocuments, eq(roomDocuments.roomId, rooms.roomId)).innerJoin(documents, and(eq(documents.documentId, roomDocuments.documentId), eq(documents.state, 'ready')))
      .innerJoin(documentTerms, eq(documentTerms.documentId, documents.documentId)).where(eq(rooms.roomId, roomId)).orderBy(desc(documentTerms.count)).limit(FOUND_MAX),
  ])
  return { terms: terms.flat(), found: found.filter(({ term }) => term.length >= FOUND_LETTERS) }
}

/** What stands around a term of a document; null when it is gone. */
export async function readPassage(db: Db, { documentId, ordinal, term }: FoundTerm): Promise<Passage | null> {
  const [row] = await db.select({ name: documents.name, page: documentChunks.page, text: documentChunks.text }).from(documentChunks)
    .innerJoin(documents, eq(documents.documentId, documentChunks.documentId)).where(and(eq(documentChunks.documentId, documentId), eq(documentChunks.ordinal, ordinal)))
  return row ? { documentId, ordinal, name: row.name, page: row.page, passage: around(row.text, term) } : null
}

/** Terms of these pieces' documents that stand in them, those of a document that are there most often first. */
export async function readTermsIn(db: Db, pieces: readonly { readonly documentId: string; readonly ordinal: number }[]): Promise<FoundTerm[]> {
  if (pieces.length === 0) return []
  // A line may end within a term.
  const stands = sql`position(lower(${documentTerms.term}) in lower(regexp_replace(${documentChunks.text}, '\\s+', ' ', 'g'))) > 0`
  const rows = await db.select({ term: documentTerms.term, documentId: documentTerms.documentId, ordinal: documentChunks.ordinal }).from(documentChunks)
    .innerJoin(documentTerms, eq(documentTerms.documentId, documentChunks.documentId))
    .where(and(or(...pieces.map(({ documentId, ordinal }) => and(eq(documentChunks.documentId, documentId), eq(documentChunks.ordinal, ordinal)))), stands))
    .orderBy(desc(documentTerms.count), documentTerms.term)
  return rows.filter(({ term }) => term.length >= FOUND_LETTERS)
}

function vocabulariesOf(db: Db, roomId: string) {
  return db.select({ vocabularyId: vocabularies.vocabularyId, version: vocabularies.version }).from(rooms)
    .innerJoin(accounts, and(eq(accounts.accountId, rooms.ownerId), inArray(accounts.tier, WITH)))
    .innerJoin(vocabularies, or(eq(vocabularies.accountId, rooms.ownerId), eq(vocabularies.teamId, rooms.teamId))).where(eq(rooms.roomId, roomId)).orderBy(vocabularies.vocabularyId)
}

/** A text's words on both sides of a term, whole, on one line. */
export function around(piece: string, term: string): string {
  const text = piece.replace(/\s+/gu, ' ')
  const at = Math.max(0, text.toLowerCase().indexOf(term.toLowerCase()))
  const [from, to] = [Math.max(0, at - PASSAGE_AROUND), Math.min(text.length, at + term.length + PASSAGE_AROUND)]
  const head = from === 0 ? text.slice(0, to) : `…${text.slice(from, to).replace(/^\S*\s/u, '')}`
  return to === text.length ? head.trim() : `${head.replace(/\s\S*$/u, '')}…`
}
