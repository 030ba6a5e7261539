import type { Language } from '../../domain/language.ts'
import type { Tier } from '../../domain/tier.ts'
import { CONSENT_VERSIONS } from '../../domain/voice.ts'
import type { ConsentPurpose } from '../../domain/voice.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import { createMemoryBlobs } from '../../infra/blob/memory.ts'
import { createMemoryCache } from '../../infra/cache/memory.ts'
import { openTestDb } from '../../infra/db/testing.ts'
import { createFakeClock } from '../../infra/fake_clock.ts'
import { createLog } from '../../infra/log.ts'
import { addAccount } from '../accounts/testing.ts'
import { eraseClonedAudio } from '../dubs/erase_cloned.ts'
import type { VoicesDeps } from './context.ts'
import { engineKey, soundKey, speakerKey } from './keys.ts'
import { beginWork, recordCheck, recordEmbedding } from './record_work.ts'
import { createVoices } from './voices.ts'

let people = 0

/** For tests: voices on a database, files and a cache in memory. The engine speaks a second for each sentence, and can be taken away. */
export async function openTestVoices(overrides: Partial<Pick<VoicesDeps, 'db' | 'work' | 'eraseClones' | 'blob'>> = {}) {
  const opened = overrides.db ? null : await openTestDb()
  const db = overrides.db ?? opened!.db
  const clock = createFakeClock(Date.UTC(2026, 10, 24))
  const logLines: string[] = []
  const log = createLog({ level: 'debug', write: (line) => void logLines.push(line) })
  const blob: Blobs = overrides.blob ?? createMemoryBlobs()
  const cache = createMemoryCache({ clock })
  const started: string[] = []
  const stopped: string[] = []
  const engine = { here: true, spoken: [] as { text: string; language: Language; embedding: string }[] }
  const deps: VoicesDeps = {
    db, blob, cache, log, now: clock.now,
    work: { start: async ({ voiceId }) => void started.push(voiceId), stop: async (voiceId) => void stopped.push(voiceId) },
    eraseClones: (whose) => eraseClonedAudio({ db, blob }, whose),
    cloner: {
      engine: 'scripted',
      ready: async () => engine.here,
      languages: async () => ['en', 'pt', 'fr'],
      async *speak({ text, language, embedding }) {
        engine.spoken.push({ text, language, embedding: new TextDecoder().decode(embedding) })
        yield new Int16Array(24_000).fill(1_000)
      },
    },
    ...overrides,
  }
  const voices = createVoices(deps)
  const agree = (accountId: string, purpose: ConsentPurpose = 'cloning') =>
    voices.giveConsent({ accountId, purpose, version: CONSENT_VERSIONS[purpose], locale: 'en', words: `I agree (${purpose})` })
  return {
    voices, deps, db, blob, cache, clock, logLines, started, stopped, engine, agree,
    /** Somebody who agreed to cloning. */
    async person(tier: Tier = 'premium', { agrees = true } = {}): Promise<string> {
      const accountId = await addAccount(db, `voice${++people}@example.org`, { tier })
      if (agrees) await agree(accountId)
      return accountId
    },
    add: (accountId: string, name = 'Mine') => voices.addSample({ accountId, name, content: new Uint8Array(1_000).fill(7) }),
    /** What the work on a voice does when all goes well. */
    async makeReady(accountId: string, voiceId: string, latents = 'latents') {
      const begun = await beginWork(deps, { accountId, voiceId })
      if (!begun) throw new Error('There is no such voice')
      const sample = { accountId, voiceId, sampleId: begun.sampleId }
      await blob.put(soundKey(sample), new Uint8Array(4_800))
      await blob.put(speakerKey(sample), new Uint8Array(new Float32Array(256).fill(1 / 16).buffer))
      await recordCheck(deps, { ...sample, refusal: null, speechMs: 20_000, levelDbfs: -22 })
      await blob.put(engineKey({ accountId, voiceId }, 'scripted'), new TextEncoder().encode(latents))
      await recordEmbedding(deps, { accountId, voiceId, engine: 'scripted', bytes: latents.length })
    },
    /** Keys of all files of an account. */
    async files(accountId: string): Promise<string[]> {
      const keys: string[] = []
      for await (const { key } of blob.list('')) if (key.includes(accountId)) keys.push(key.slice(key.indexOf('/voices/') + 8))
      return keys.sort()
    },
    async close() {
      await opened?.close()
    },
  }
}
