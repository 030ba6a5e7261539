import { sql } from 'drizzle-orm'
import { boolean, check, integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { accounts, teams } from './accounts.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** The terms of an account or of a team. */
export const vocabularies = pgTable('vocabularies', {
  vocabularyId: uuid('vocabulary_id').primaryKey(),
  accountId: uuid('account_id').references(() => accounts.accountId, { onDelete: 'cascade' }),
  teamId: uuid('team_id').references(() => teams.teamId, { onDelete: 'cascade' }),
  /** Counts changes: who has terms of this version in hand has them all. */
  version: integer('version').notNull().default(0),
}, (table) => [
  uniqueIndex('vocabularies_account').on(table.accountId),
  uniqueIndex('vocabularies_team').on(table.teamId),
  check('vocabularies_owner', sql`num_nonnulls(account_id, team_id) = 1`),
])

export const vocabularyTerms = pgTable('vocabulary_terms', {
  termId: uuid('term_id').primaryKey(),
  vocabularyId: uuid('vocabulary_id').notNull().references(() => vocabularies.vocabularyId, { onDelete: 'cascade' }),
  /** As it is to be written. */
  term: text('term').notNull(),
  /** The same for terms that differ in case alone. */
  key: text('key').notNull(),
  /** How it sounds, in letters; empty: as it is written. */
  sounds: text('sounds').notNull(),
  /** Language → what it is called there. */
  translations: jsonb('translations').notNull().$type<Readonly<Record<string, string>>>(),
  doNotTranslate: boolean('do_not_translate').notNull(),
  changedAt: moment('changed_at').notNull(),
}, (table) => [uniqueIndex('vocabulary_terms_key').on(table.vocabularyId, table.key)])

/** Suggestions that somebody did not want. */
export const vocabularyDismissals = pgTable('vocabulary_dismissals', {
  vocabularyId: uuid('vocabulary_id').notNull().references(() => vocabularies.vocabularyId, { onDelete: 'cascade' }),
  key: text('key').notNull(),
}, (table) => [primaryKey({ columns: [table.vocabularyId, table.key] })])
