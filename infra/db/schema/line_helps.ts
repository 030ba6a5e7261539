import { index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { documents } from './documents.ts'
import { lines } from './transcripts.ts'

/** Terms that vocabulary and documents put right in a line. A document's passage is read from the document, so it goes with it. */
export const lineHelps = pgTable('line_helps', {
  lineId: text('line_id').notNull().references(() => lines.lineId, { onDelete: 'cascade' }),
  /** In the order of the line, from 0. */
  place: integer('place').notNull(),
  term: text('term').notNull(),
  /** What recognition had heard in its place. */
  heard: text('heard').notNull(),
  source: text('source', { enum: ['vocabulary', 'document'] }).notNull(),
  /** Null for the vocabulary, and once the document was deleted. */
  documentId: uuid('document_id').references(() => documents.documentId, { onDelete: 'set null' }),
  /** The piece of the document that has the term. */
  ordinal: integer('ordinal'),
}, (table) => [primaryKey({ columns: [table.lineId, table.place] }), index('line_helps_document').on(table.documentId)])
