import { eq } from 'drizzle-orm'
import type { RoomEvent } from '../domain/events.ts'
import type { Tier } from '../domain/tier.ts'
import type { DiarizationDeps } from '../functions/diarization/context.ts'
import { createSpeakerNames } from '../functions/diarization/name_speaker.ts'
import { createJobs } from '../functions/jobs/jobs.ts'
import type { JobsPort } from '../functions/jobs/jobs.ts'
import { openTestDocuments } from '../functions/documents/testing.ts'
import { openTestRooms } from '../functions/rooms/testing.ts'
import { openTestVoices } from '../functions/voices/testing.ts'
import { createMemoryBlobs } from '../infra/blob/memory.ts'
import { createMemoryBus } from '../infra/bus/memory.ts'
import { openTestDb } from '../infra/db/testing.ts'
import { accounts } from '../infra/db/schema/mod.ts'
import { silentLog } from '../infra/log.ts'
import type { RateLimit } from '../infra/rate_limit/rate_limit.ts'
import type { Assets } from './assets.ts'
import type { Administration } from './open_administration.tsx'
import { openAdministration } from './open_administration.tsx'
import { openTestEdge } from './pages/account/testing.ts'
import type { TestEdgeOptions } from './pages/account/testing.ts'

export const BILLING_SECRET = 'a billing secret of the test'

let count = 0

interface Someone {
  readonly tier: Tier
  readonly isAdmin: boolean
  readonly email: string
  readonly name: string
}

/** For tests: the edge's app with accounts, plans, keys and teams, and with rooms, on a database in memory. */
export async function openAdministeredEdge({ assets, jobs, ...options }: Omit<TestEdgeOptions, 'parts' | 'db'> & { readonly assets?: Assets; readonly jobs?: JobsPort } = {}) {
  const { db, close } = await openTestDb()
  const { rooms, ...meetings } = await openTestRooms({ db })
  const ownVoices = await openTestVoices({ db })
  const ownDocuments = await openTestDocuments({ db })
  let opened: Administration | undefined
  let rateLimit: RateLimit | undefined
  const blob = createMemoryBlobs()
  const diarization: DiarizationDeps = { db, blob, bus: createMemoryBus<RoomEvent>({ log: silentLog }), now: Date.now, log: silentLog }
  const edge = await openTestEdge({
    ...options, db,
    parts: (ports) => {
      rateLimit = ports.rateLimit
      opened = openAdministration({ ...ports, config: { BILLING_WEBHOOK_SECRET: BILLING_SECRET, TRUST_PROXY: 1 }, blob, rooms, speakers: createSpeakerNames({ ...diarization, rooms }), voices: ownVoices.voices, documents: ownDocuments.documents, jobs: jobs ?? createJobs({ temporal: null, log: silentLog }), temporalUi: { url: 'http://localhost:8233', namespace: 'default' } })
      return { administration: opened, rooms, documents: ownDocuments.documents, ...(assets ? { assets } : {}) }
    },
  })
  return {
    ...edge, rooms, ownVoices, ownDocuments, diarization,
    keys: opened!.keys,
    rateLimit: rateLimit!,
    /** Someone who is signed in, at an address of their own. */
    async signedUp({ tier = 'free', isAdmin = false, email = `someone${count + 1}@example.org`, name = 'Ada' }: Partial<Someone> = {}) {
      const number = ++count
      const browser = edge.browser({ address: `198.51.${100 + Math.floor(number / 200)}.${number % 200}` })
      await browser.post('/register', { name, email, password: 'difference engine' })
      await browser.post(edge.mailedPath(), {})
      const [row] = await edge.db.update(accounts).set({ tier, isAdmin }).where(eq(accounts.email, email)).returning()
      return { browser, email, accountId: row!.accountId }
    },
    async close() {
      await edge.close()
      await ownDocuments.close()
      await meetings.close()
      await close()
    },
  }
}
