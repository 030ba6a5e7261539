import { and, eq, inArray, ne } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { accounts, voices } from '../../infra/db/schema/mod.ts'
import type { VoiceInput, VoicesDeps } from './context.ts'

/** Calls a voice by another name. Throws DomainError `not-found` for a voice of somebody else too. */
export async function renameVoice({ db }: Pick<VoicesDeps, 'db'>, { accountId, voiceId, name }: VoiceInput & { readonly name: string }): Promise<void> {
  const changed = await db.update(voices).set({ name }).where(ownVoice({ accountId, voiceId })).returning({ voiceId: voices.voiceId })
  if (changed.length === 0) throw noSuchVoice('rename')
}

/** Speaks with this voice from now on. Throws DomainError `not-found`. */
export async function chooseVoice({ db, now }: Pick<VoicesDeps, 'db' | 'now'>, { accountId, voiceId }: VoiceInput): Promise<void> {
  const changed = await db.update(voices).set({ chosenAt: new Date(now()) }).where(ownVoice({ accountId, voiceId })).returning({ voiceId: voices.voiceId })
  if (changed.length === 0) throw noSuchVoice('choose')
}

/** Tries again what failed. Throws DomainError `not-found` for a voice that did not fail, `unavailable` when work cannot begin now. */
export async function retryVoice({ db, now, work }: Pick<VoicesDeps, 'db' | 'now' | 'work'>, { accountId, voiceId }: VoiceInput): Promise<void> {
  const [account] = await db.select({ tier: accounts.tier }).from(accounts).where(eq(accounts.accountId, accountId))
  const changed = await db.update(voices).set({ state: 'checking', cause: null, changedAt: new Date(now()) })
    .where(and(ownVoice({ accountId, voiceId }), inArray(voices.state, ['failed', 'waiting']))).returning({ voiceId: voices.voiceId })
  if (!account || changed.length === 0) throw noSuchVoice('try again')
  await work.start({ accountId, voiceId, tier: account.tier })
}

export const ownVoice = ({ accountId, voiceId }: VoiceInput) => and(eq(voices.voiceId, voiceId), eq(voices.accountId, accountId), ne(voices.state, 'deleting'))

/** @param action as in `rename` */
export function noSuchVoice(action: string): DomainError {
  return new DomainError('not-found', `Cannot ${action} this voice: you have no such voice`)
}
