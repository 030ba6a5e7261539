import { and, eq } from 'drizzle-orm'
import { voices, voiceSamples } from '../../infra/db/schema/mod.ts'
import type { VoicesDeps } from './context.ts'

/** How much speech of somebody was collected, ms, while it is switched on; null while it is not. Throws what the database throws. */
export async function collectedSoFar({ db }: Pick<VoicesDeps, 'db'>, accountId: string): Promise<number | null> {
  const [sample] = await db.select({ speechMs: voiceSamples.speechMs }).from(voiceSamples).innerJoin(voices, eq(voices.voiceId, voiceSamples.voiceId))
    .where(and(eq(voiceSamples.accountId, accountId), eq(voiceSamples.state, 'collecting'), eq(voices.state, 'collecting')))
  return sample?.speechMs ?? null
}
