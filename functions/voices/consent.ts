import { createHash } from 'node:crypto'
import { and, desc, eq, isNull } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { CONSENT_VERSIONS } from '../../domain/voice.ts'
import type { Consent, ConsentPurpose } from '../../domain/voice.ts'
import type { Db } from '../../infra/db/db.ts'
import { voiceConsents } from '../../infra/db/schema/mod.ts'
import type { VoicesDeps } from './context.ts'

export interface GiveConsentInput {
  readonly accountId: string
  readonly purpose: ConsentPurpose
  /** The version that the page showed. */
  readonly version: string
  /** Language in which the words were shown. */
  readonly locale: string
  /** The sentence that was agreed to: its hash is kept as proof. */
  readonly words: string
}

/**
 * Writes down that someone agreed. Agreeing twice to the same version is one consent; another version takes the place of the one before.
 * Throws DomainError `conflict` when the page was of another version than what holds now, or when agreeing to meetings without cloning.
 */
export async function giveConsent({ db, now, log }: Pick<VoicesDeps, 'db' | 'now' | 'log'>, { accountId, purpose, version, locale, words }: GiveConsentInput): Promise<void> {
  if (version !== CONSENT_VERSIONS[purpose]) throw new DomainError('conflict', `Cannot record the consent: the words have changed since ${version}; read them again`)
  const given = await db.transaction(async (tx) => {
    if (purpose === 'meetings') await requireConsent(tx, accountId, 'cloning')
    const [standing] = await tx.select().from(voiceConsents).where(standingOf(accountId, purpose)).for('update')
    if (standing?.version === version) return false
    const at = new Date(now())
    if (standing) await tx.update(voiceConsents).set({ revokedAt: at, erasedAt: at }).where(eq(voiceConsents.consentId, standing.consentId))
    // Two at once agree to the same: the second changes nothing.
    const made = await tx.insert(voiceConsents).values({
      consentId: crypto.randomUUID(), accountId, purpose, version, locale, wordsHash: createHash('sha256').update(words).digest('base64url'), givenAt: at,
    }).onConflictDoNothing().returning({ consentId: voiceConsents.consentId })
    return made.length > 0
  })
  if (given) log.info('voice-consent-given', { accountId, purpose, version })
}

/** What someone agreed to and did not take back, in the words that hold now. */
export async function standingConsents(db: Db, accountId: string): Promise<Consent[]> {
  const rows = await db.select().from(voiceConsents).where(and(eq(voiceConsents.accountId, accountId), isNull(voiceConsents.revokedAt))).orderBy(desc(voiceConsents.givenAt))
  return rows.filter(({ purpose, version }) => version === CONSENT_VERSIONS[purpose])
    .map(({ purpose, version, locale, givenAt }) => ({ purpose, version, locale, givenAtMs: givenAt.getTime() }))
}

/** Holds the consent for as long as the transaction lasts, so that it is not taken back meanwhile. Throws DomainError `forbidden` without one. */
export async function requireConsent(tx: Db, accountId: string, purpose: ConsentPurpose): Promise<void> {
  const [row] = await tx.select({ version: voiceConsents.version }).from(voiceConsents).where(standingOf(accountId, purpose)).for('share')
  if (row?.version === CONSENT_VERSIONS[purpose]) return
  throw new DomainError('forbidden', purpose === 'cloning'
    ? 'Cannot use your voice: agree first, on the page of your voices, that it is kept and spoken with'
    : 'Cannot collect your voice in meetings: agree to that first, on the page of your voices')
}

const standingOf = (accountId: string, purpose: ConsentPurpose) =>
  and(eq(voiceConsents.accountId, accountId), eq(voiceConsents.purpose, purpose), isNull(voiceConsents.revokedAt))
