import { and, asc, desc, eq } from 'drizzle-orm'
import { TIERS } from '../../domain/tier.ts'
import { sampleRefusalSchema } from '../../domain/voice.ts'
import type { Voice, Voices, VoiceSample } from '../../domain/voice.ts'
import { accounts, voiceEmbeddings, voices, voiceSamples } from '../../infra/db/schema/mod.ts'
import { standingConsents } from './consent.ts'
import type { VoicesDeps } from './context.ts'
import { TEST_SENTENCES } from './test_sentences.ts'

/** Checking takes seconds, learning up to a minute. */
const LATE_MS = 60_000
const AT_WORK: ReadonlySet<string> = new Set(['checking', 'making', 'deleting'])

/** What of someone's voice is kept. Throws what the database throws. */
export async function listVoices(deps: Pick<VoicesDeps, 'db' | 'cloner' | 'now' | 'log'>, accountId: string): Promise<Voices> {
  const { db, now } = deps
  const [account, rows, samples, embeddings, consents, languages] = await Promise.all([
    db.select({ tier: accounts.tier }).from(accounts).where(eq(accounts.accountId, accountId)),
    db.select().from(voices).where(eq(voices.accountId, accountId)).orderBy(desc(voices.createdAt), desc(voices.voiceId)),
    db.select().from(voiceSamples).where(eq(voiceSamples.accountId, accountId)).orderBy(asc(voiceSamples.createdAt)),
    db.select({ voiceId: voiceEmbeddings.voiceId, engine: voiceEmbeddings.engine }).from(voiceEmbeddings)
      .innerJoin(voices, and(eq(voices.voiceId, voiceEmbeddings.voiceId), eq(voices.accountId, accountId))),
    standingConsents(db, accountId),
    spokenLanguages(deps),
  ])
  const chosen = rows.filter(({ state }) => state === 'ready').sort((a, b) => b.chosenAt.getTime() - a.chosenAt.getTime())[0]
  return {
    voices: rows.flatMap((row): Voice[] => samples.filter(({ voiceId }) => voiceId === row.voiceId).slice(0, 1).map((sample) => ({
      voiceId: row.voiceId, name: row.name, state: row.state, cause: row.cause, late: AT_WORK.has(row.state) && now() - row.changedAt.getTime() > LATE_MS, chosen: row.voiceId === chosen?.voiceId,
      engines: embeddings.filter(({ voiceId }) => voiceId === row.voiceId).map(({ engine }) => engine),
      sample: toSample(sample),
      createdAtMs: row.createdAt.getTime(),
    }))),
    consents,
    samples: samples.filter(({ state }) => state !== 'refused').length,
    samplesMax: TIERS[account[0]?.tier ?? 'free'].voiceSamples,
    languages,
  }
}

function toSample({ sampleId, source, state, refusal, speechMs, levelDbfs, createdAt }: typeof voiceSamples.$inferSelect): VoiceSample {
  return { sampleId, source, state, refusal: sampleRefusalSchema.safeParse(refusal).data ?? null, speechMs, levelDbfs, createdAtMs: createdAt.getTime() }
}

/** Those that a test sentence is there for. An engine that fails has none: nobody's list waits for it. */
async function spokenLanguages({ cloner, log }: Pick<VoicesDeps, 'cloner' | 'log'>): Promise<Voices['languages']> {
  if (!(await cloner.ready())) return []
  const languages = await cloner.languages().catch((error: unknown) => {
    log.warn('cloning-engine-away', { error })
    return []
  })
  return languages.filter((language) => TEST_SENTENCES[language] !== undefined)
}
