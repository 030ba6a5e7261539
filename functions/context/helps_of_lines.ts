import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { LineHelp } from '../../domain/transcript.ts'
import type { Db } from '../../infra/db/db.ts'
import { documentChunks, documents, lineHelps, lines, meetings, roomDocuments } from '../../infra/db/schema/mod.ts'
import { around } from './room_terms.ts'

/**
 * What vocabulary and documents put right in lines that the account may read, by line, in the order of each. A passage is shown to whoever owns the document, and
 * to all readers for as long as the room of the meeting has it. Throws what the database throws.
 */
export async function helpsOfLines(db: Db, lineIds: readonly string[], { accountId }: { readonly accountId: string }): Promise<Map<string, LineHelp[]>> {
  if (lineIds.length === 0) return new Map()
  const rows = await db.select({
    lineId: lineHelps.lineId, term: lineHelps.term, heard: lineHelps.heard, source: lineHelps.source, documentId: lineHelps.documentId, ordinal: documentChunks.ordinal,
    name: documents.name, page: documentChunks.page, text: documentChunks.text, state: documents.state,
    visible: sql<boolean>`${documents.accountId} = ${accountId} or ${roomDocuments.roomId} is not null`,
  }).from(lineHelps).innerJoin(lines, eq(lines.lineId, lineHelps.lineId)).innerJoin(meetings, eq(meetings.meetingId, lines.meetingId))
    .leftJoin(documents, eq(documents.documentId, lineHelps.documentId))
    .leftJoin(documentChunks, and(eq(documentChunks.documentId, lineHelps.documentId), eq(documentChunks.ordinal, lineHelps.ordinal)))
    .leftJoin(roomDocuments, and(eq(roomDocuments.documentId, lineHelps.documentId), eq(roomDocuments.roomId, meetings.roomId)))
    .where(inArray(lineHelps.lineId, [...lineIds])).orderBy(asc(lineHelps.lineId), asc(lineHelps.place))
  const helps = new Map<string, LineHelp[]>()
  for (const row of rows) helps.set(row.lineId, [...(helps.get(row.lineId) ?? []), { term: row.term, heard: row.heard, document: documentOf(row) }])
  return helps
}

interface Row {
  readonly term: string
  readonly source: 'vocabulary' | 'document'
  readonly documentId: string | null
  readonly ordinal: number | null
  readonly name: string | null
  readonly page: number | null
  readonly text: string | null
  readonly state: string | null
  readonly visible: boolean | null
}

function documentOf({ source, documentId, ordinal, name, page, text, state, visible, term }: Row): LineHelp['document'] {
  if (source === 'vocabulary') return null
  if (documentId === null || ordinal === null || name === null || text === null || state === 'deleting') return 'deleted'
  return visible ? { documentId, ordinal, name, page, passage: around(text, term) } : 'withheld'
}
