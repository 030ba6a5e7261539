import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pcm } from '../domain/audio.ts'
import type { Language } from '../domain/language.ts'
import { silentLog } from '../infra/log.ts'
import { BUNDLED_FOLDER } from '../models/store/store.ts'
import { openWhisper } from '../models/whisper/open.ts'

/** Longest stretch that is heard at once, ms. */
const HEAR_MS = 60_000

/** For tests: what our own recognition hears in sound that we made. */
export async function openListener() {
  const recogniser = await openWhisper({ folder: `${BUNDLED_FOLDER}whisper-base`, model: 'whisper-base', cacheFolder: join(tmpdir(), 'parley-tests'), log: silentLog })
  return {
    /** @param pcm at most 30 s */
    async hear(pcm: Pcm, language: Language): Promise<string> {
      return (await recogniser.recognise(pcm, { language, signal: AbortSignal.timeout(HEAR_MS) })).text
    },
    close: () => recogniser.close(),
  }
}
