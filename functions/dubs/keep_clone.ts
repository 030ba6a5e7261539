import type { Language } from '../../domain/language.ts'
import { speakingVoice } from '../voices/speaking_voice.ts'
import type { DubsDeps } from './context.ts'
import { heardKey } from './_rows.ts'
import { keepPhrase } from './phrases.ts'
import { changeDub, findDub } from './write_dub.ts'

/** What was made of an order. */
export interface MadeClone {
  readonly voiceId: string
  readonly engine: string
  readonly durationMs: number
  /** Key of the file. */
  readonly to: string
}

/**
 * Makes the clone that was written the dub's, once the consent was looked at again; a common phrase is kept for later. Answers whether it is: the
 * file goes when the consent was taken back, the dub erased, or settled with the quick voice. Throws what database and files throw.
 */
export async function keepClone(deps: DubsDeps, dubId: string, { voiceId, engine, durationMs, to }: MadeClone): Promise<boolean> {
  const { db, blob } = deps
  const row = await findDub(db, dubId)
  const stands = row !== null && (await speakingVoice({ db }, { accountId: row.accountId, engine }))?.voiceId === voiceId
  const dub = stands ? await changeDub(deps, dubId, { state: 'ready', durationMs, engine, voiceId }) : null
  if (row) await blob.delete(heardKey(row))
  if (dub?.state !== 'ready') {
    await blob.delete(to)
    return false
  }
  const wav = await blob.read(to)
  if (wav && row) await keepPhrase(blob, { accountId: row.accountId, voiceId, engine, language: row.language as Language, text: row.text }, wav)
  return true
}
