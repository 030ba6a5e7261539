import { boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** Someone who signs in. `tier` rules the rooms that they own. */
export const accounts = pgTable('accounts', {
  accountId: uuid('account_id').primaryKey(),
  /** Trimmed, lower case. */
  email: text('email').notNull(),
  name: text('name').notNull(),
  /** argon2id in PHC form; null for accounts that sign in elsewhere only. */
  passwordHash: text('password_hash'),
  emailVerifiedAt: moment('email_verified_at'),
  tier: text('tier', { enum: ['free', 'premium', 'pro', 'enterprise'] }).notNull().default('free'),
  isAdmin: boolean('is_admin').notNull().default(false),
  /** Language of the pages; null follows the browser. */
  locale: text('locale'),
  createdAt: moment('created_at').notNull(),
}, (table) => [uniqueIndex('accounts_email').on(table.email)])

/** One sign-in on one device is a family; each refresh replaces its token, and a token used twice ends the family. */
export const refreshTokens = pgTable('refresh_tokens', {
  /** SHA-256 of the token, base64url. */
  tokenHash: text('token_hash').primaryKey(),
  familyId: uuid('family_id').notNull(),
  accountId: uuid('account_id').notNull().references(() => accounts.accountId, { onDelete: 'cascade' }),
  createdAt: moment('created_at').notNull(),
  expiresAt: moment('expires_at').notNull(),
  usedAt: moment('used_at'),
  revokedAt: moment('revoked_at'),
}, (table) => [index('refresh_tokens_family').on(table.familyId), index('refresh_tokens_account').on(table.accountId)])

/** Keys that sign session tokens; the newest signs, older ones verify until they are retired. */
export const signingKeys = pgTable('signing_keys', {
  kid: text('kid').primaryKey(),
  algorithm: text('algorithm').notNull(),
  publicJwk: jsonb('public_jwk').notNull(),
  /** Encrypted with the deployment's secret. */
  privateJwk: text('private_jwk').notNull(),
  createdAt: moment('created_at').notNull(),
  retiredAt: moment('retired_at'),
})

/** Links sent by mail. */
export const mailTokens = pgTable('mail_tokens', {
  tokenHash: text('token_hash').primaryKey(),
  accountId: uuid('account_id').notNull().references(() => accounts.accountId, { onDelete: 'cascade' }),
  purpose: text('purpose', { enum: ['verify', 'reset'] }).notNull(),
  email: text('email').notNull(),
  expiresAt: moment('expires_at').notNull(),
  usedAt: moment('used_at'),
}, (table) => [index('mail_tokens_account').on(table.accountId)])

/** Keys for the API: shown once, kept as a hash. */
export const apiKeys = pgTable('api_keys', {
  keyId: uuid('key_id').primaryKey(),
  accountId: uuid('account_id').notNull().references(() => accounts.accountId, { onDelete: 'cascade' }),
  name: text('name').notNull(),
  /** The first characters, by which its owner knows it again. */
  prefix: text('prefix').notNull(),
  keyHash: text('key_hash').notNull(),
  scopes: text('scopes').array().notNull(),
  createdAt: moment('created_at').notNull(),
  lastUsedAt: moment('last_used_at'),
  revokedAt: moment('revoked_at'),
}, (table) => [uniqueIndex('api_keys_hash').on(table.keyHash), index('api_keys_account').on(table.accountId)])

/** Who an account is at an OpenID Connect provider. */
export const identities = pgTable('identities', {
  issuer: text('issuer').notNull(),
  subject: text('subject').notNull(),
  accountId: uuid('account_id').notNull().references(() => accounts.accountId, { onDelete: 'cascade' }),
}, (table) => [primaryKey({ columns: [table.issuer, table.subject] }), index('identities_account').on(table.accountId)])

export const teams = pgTable('teams', {
  teamId: uuid('team_id').primaryKey(),
  name: text('name').notNull(),
  createdAt: moment('created_at').notNull(),
})

export const teamMembers = pgTable('team_members', {
  teamId: uuid('team_id').notNull().references(() => teams.teamId, { onDelete: 'cascade' }),
  accountId: uuid('account_id').notNull().references(() => accounts.accountId, { onDelete: 'cascade' }),
  role: text('role', { enum: ['owner', 'admin', 'member'] }).notNull(),
  joinedAt: moment('joined_at').notNull(),
}, (table) => [primaryKey({ columns: [table.teamId, table.accountId] }), index('team_members_account').on(table.accountId)])

/** Who was asked to join a team, by e-mail. */
export const teamInvitations = pgTable('team_invitations', {
  teamId: uuid('team_id').notNull().references(() => teams.teamId, { onDelete: 'cascade' }),
  email: text('email').notNull(),
  role: text('role', { enum: ['admin', 'member'] }).notNull(),
  invitedAt: moment('invited_at').notNull(),
}, (table) => [primaryKey({ columns: [table.teamId, table.email] }), index('team_invitations_email').on(table.email)])

/** Events of the billing provider that were taken, so that each counts once. */
export const billingEvents = pgTable('billing_events', {
  eventId: text('event_id').primaryKey(),
  accountId: uuid('account_id'),
  tier: text('tier').notNull(),
  takenAt: moment('taken_at').notNull(),
})

/** Who changed which account's tier, and how. */
export const tierChanges = pgTable('tier_changes', {
  changeId: uuid('change_id').primaryKey(),
  accountId: uuid('account_id').notNull().references(() => accounts.accountId, { onDelete: 'cascade' }),
  before: text('before').notNull(),
  after: text('after').notNull(),
  /** `admin`, `command` or `billing`. */
  by: text('by').notNull(),
  actorId: uuid('actor_id'),
  changedAt: moment('changed_at').notNull(),
  sequence: integer('sequence').generatedAlwaysAsIdentity(),
}, (table) => [index('tier_changes_account').on(table.accountId)])
