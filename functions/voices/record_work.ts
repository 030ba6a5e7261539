import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import type { SampleRefusal } from '../../domain/voice.ts'
import type { Db } from '../../infra/db/db.ts'
import { voiceEmbeddings, voices, voiceSamples } from '../../infra/db/schema/mod.ts'
import type { VoiceInput, VoicesDeps } from './context.ts'
import { forgetEmbedding } from './embedding_cache.ts'
import { soundKey, speakerKey, uploadKey, voicePrefix } from './keys.ts'

type Deps = Pick<VoicesDeps, 'db' | 'blob' | 'cache' | 'now' | 'log'>

/** What a look at a sample found. */
export interface SampleCheck {
  /** null: it is good. */
  readonly refusal: SampleRefusal | null
  readonly speechMs: number
  readonly levelDbfs: number | null
}

/** The voice is gone: deleted, or its owner's consent or account is. Whatever the work left is erased. */
export type Recorded = 'kept' | 'gone'

/** What there is to do for a voice; null when it is gone or waits for more speech. */
export async function beginWork({ db }: Deps, { accountId, voiceId }: VoiceInput): Promise<{ readonly sampleId: string; readonly checked: boolean } | null> {
  const [row] = await db.select({ sampleId: voiceSamples.sampleId, state: voiceSamples.state }).from(voiceSamples)
    .innerJoin(voices, eq(voices.voiceId, voiceSamples.voiceId)).where(standing({ accountId, voiceId }))
  return row && (row.state === 'checking' || row.state === 'good') ? { sampleId: row.sampleId, checked: row.state === 'good' } : null
}

/** Writes down what was found. The audio of a refused sample is erased, of a good one the upload. */
export async function recordCheck(deps: Deps, { accountId, voiceId, sampleId, refusal, speechMs, levelDbfs }: VoiceInput & SampleCheck & { readonly sampleId: string }): Promise<Recorded> {
  const { db, blob, log } = deps
  const sample = { accountId, voiceId, sampleId }
  const speaker = refusal === null ? await blob.read(speakerKey(sample)) : null
  const found = await withVoice(deps, sample, async (tx, at) => {
    await tx.update(voiceSamples).set({ state: refusal === null ? 'good' : 'refused', refusal, speechMs: Math.round(speechMs), levelDbfs }).where(eq(voiceSamples.sampleId, sampleId))
    if (refusal !== null) await tx.update(voices).set({ state: 'refused', changedAt: at }).where(eq(voices.voiceId, voiceId))
    else if (speaker) await tx.update(voices).set({ speaker: [...new Float32Array(Uint8Array.from(speaker).buffer)], changedAt: at }).where(eq(voices.voiceId, voiceId))
  })
  if (found === 'gone') return 'gone'
  await blob.delete(uploadKey(sample))
  if (refusal !== null) for (const key of [soundKey(sample), speakerKey(sample)]) await blob.delete(key)
  log.info('voice-sample-checked', { accountId, voiceId, sampleId, refusal, speechMs: Math.round(speechMs) })
  return 'kept'
}

/** Says how far the work is. @param cause a code, for `failed` */
export async function recordState(deps: Deps, { state, cause = null, ...voice }: VoiceInput & { readonly state: 'waiting' | 'making' | 'failed'; readonly cause?: string | null }): Promise<Recorded> {
  return withVoice(deps, voice, async (tx, at) => {
    await tx.update(voices).set({ state, cause, changedAt: at }).where(eq(voices.voiceId, voice.voiceId))
  })
}

/** The engine's file lies in its place: the voice speaks from now on. */
export async function recordEmbedding(deps: Deps, { engine, bytes, ...voice }: VoiceInput & { readonly engine: string; readonly bytes: number }): Promise<Recorded> {
  const { voiceId, accountId } = voice
  const recorded = await withVoice(deps, voice, async (tx, at) => {
    await tx.insert(voiceEmbeddings).values({ voiceId, engine, bytes, madeAt: at })
      .onConflictDoUpdate({ target: [voiceEmbeddings.voiceId, voiceEmbeddings.engine], set: { bytes: sql`excluded.bytes`, madeAt: sql`excluded.made_at` } })
    await tx.update(voices).set({ state: 'ready', cause: null, changedAt: at }).where(eq(voices.voiceId, voiceId))
  })
  if (recorded === 'gone') return 'gone'
  await forgetEmbedding(deps.cache, { voiceId, engine })
  deps.log.info('voice-ready', { accountId, voiceId, engine, bytes })
  return 'kept'
}

/** The work was cancelled: of a voice that is gone, what it left is erased; one that is not stays as it is, and may be tried again. */
export async function recordCancelled(deps: Deps, voice: VoiceInput): Promise<Recorded> {
  return withVoice(deps, voice, async (tx, at) => {
    // Not one that speaks already and only had another engine listen to it.
    const { state, voiceId } = voices
    await tx.update(voices).set({ state: 'failed', cause: 'cancelled', changedAt: at }).where(and(eq(voiceId, voice.voiceId), inArray(state, ['checking', 'waiting', 'making'])))
  })
}

/** Runs with the voice held, so that it is not deleted meanwhile. */
async function withVoice({ db, blob, now }: Deps, voice: VoiceInput, run: (tx: Db, at: Date) => Promise<void>): Promise<Recorded> {
  const recorded = await db.transaction(async (tx): Promise<Recorded> => {
    const [row] = await tx.select({ voiceId: voices.voiceId }).from(voices).where(standing(voice)).for('update')
    if (!row) return 'gone'
    await run(tx, new Date(now()))
    return 'kept'
  })
  if (recorded === 'gone') await blob.deletePrefix(voicePrefix(voice))
  return recorded
}

const standing = ({ accountId, voiceId }: VoiceInput) => and(eq(voices.voiceId, voiceId), eq(voices.accountId, accountId), ne(voices.state, 'deleting'))
