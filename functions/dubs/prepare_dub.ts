import { and, eq } from 'drizzle-orm'
import type { DubCause } from '../../domain/dub.ts'
import { isSettled } from '../../domain/dub.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { TIERS } from '../../domain/tier.ts'
import { DeadlineError, withDeadline } from '../../infra/deadline.ts'
import { voiceEmbeddings } from '../../infra/db/schema/mod.ts'
import { speakingVoice } from '../voices/speaking_voice.ts'
import { audioKey, heardKey } from './_rows.ts'
import type { DubRow } from './_rows.ts'
import type { DubsDeps, StepOptions } from './context.ts'
import { readPhrase } from './phrases.ts'
import { roomTier } from './room_tier.ts'
import type { CloneOrder } from './say_in_voice.ts'
import { changeDub, findDub, storeAudio } from './write_dub.ts'

/** What is being said live is waited for: asked again after this, before the step is taken for hung, ms. */
const SAYING_MS = 15_000

/** What to do with a dub: `over` when it is settled or erased. */
export type Prepared =
  | { readonly next: 'clone'; readonly order: CloneOrder }
  | { readonly next: 'quick'; readonly cause: DubCause }
  | { readonly next: 'over' }

/**
 * Begins a dub: asks whether the room's plan has cloned voices, whether the speaker has a voice and their consent stands, and whether the engine
 * speaks the language. A phrase that was said before is taken over at once, and so is what somebody heard live, once it has been said.
 * Throws what database, files and the engine throw, DomainError `unavailable` while it is being said.
 */
export async function prepareDub(deps: DubsDeps, dubId: string, { signal }: StepOptions): Promise<Prepared> {
  const { db, blob, cloner, metrics } = deps
  const row = await findDub(db, dubId)
  if (!row || isSettled(row)) return { next: 'over' }
  await changeDub(deps, dubId, { state: 'working' })
  if (row.state === 'queued') metrics.observe('cloneQueue', {}, (deps.now() - row.requestedAt.getTime()) / 1000)
  await said(deps, row, signal)
  const { accountId, text } = row
  const language = row.language as Language
  if (!TIERS[await roomTier(db, row.roomId)].clonedVoice) return { next: 'quick', cause: 'tier' }
  if (!cloner) return { next: 'quick', cause: 'no-engine' }
  const voice = await orderableVoice(deps, { accountId, engine: cloner.engine })
  if (!voice) return { next: 'quick', cause: 'consent' }
  const wav = await readPhrase(blob, { ...voice, language, text })
  if (wav !== undefined) metrics.count('clonePhrases', { outcome: wav ? 'hit' : 'miss' })
  if (wav) {
    const durationMs = await storeAudio(deps, row, { audio: 'clone', wav, signal })
    await changeDub(deps, dubId, { state: 'ready', durationMs, engine: voice.engine, voiceId: voice.voiceId })
    return { next: 'over' }
  }
  const languages = await cloner.languages({ signal })
  // Empty before the engine was reached for the first time: the attempt will tell.
  if (languages.length > 0 && !languages.includes(language)) return { next: 'quick', cause: 'language' }
  const heard = voice.voiceId === row.voiceId && await blob.read(heardKey(row)) ? { heard: heardKey(row) } : {}
  return { next: 'clone', order: { ...voice, language, text, to: audioKey(row, 'clone'), like: audioKey(row, 'quick'), ...heard } }
}

async function said({ live }: Pick<DubsDeps, 'live'>, { captionId, language }: DubRow, signal: AbortSignal): Promise<void> {
  const saying = live?.saying({ captionId, language: language as Language })
  if (!saying) return
  await withDeadline(SAYING_MS, [signal], () => saying).catch((error: unknown) => {
    if (!(error instanceof DeadlineError)) throw error
    throw new DomainError('unavailable', `Cannot make a clone of caption ${captionId} yet: it is being said`, { cause: error })
  })
}

/** The voice that someone is spoken with, and which embedding of it, so that one made anew is not taken for it; null without one. */
export async function orderableVoice({ db }: Pick<DubsDeps, 'db'>, { accountId, engine }: { accountId: string; engine: string }) {
  const voice = await speakingVoice({ db }, { accountId, engine })
  if (!voice) return null
  const [made] = await db.select({ madeAt: voiceEmbeddings.madeAt }).from(voiceEmbeddings)
    .where(and(eq(voiceEmbeddings.voiceId, voice.voiceId), eq(voiceEmbeddings.engine, engine)))
  return made ? { accountId, voiceId: voice.voiceId, engine, version: made.madeAt.getTime() } : null
}
