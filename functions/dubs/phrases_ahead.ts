import type { Language } from '../../domain/language.ts'
import { readPhrases } from '../../models/translation/warm.ts'
import { speakingVoice } from '../voices/speaking_voice.ts'
import type { DubsDeps } from './context.ts'
import { phraseKey } from './phrases.ts'
import { orderableVoice } from './prepare_dub.ts'
import type { CloneOrder } from './say_in_voice.ts'

/** Of a list, the first ones: they are said most. */
const PHRASES_MAX = 40

/** Whose common phrases, in which language. */
export interface PhrasesAhead {
  readonly accountId: string
  readonly language: Language
}

/** Common phrases that somebody's voice has not said yet, as orders; empty without a voice or a consent that stands. Throws what database and files throw. */
export async function phraseOrders({ db, blob, cloner }: Pick<DubsDeps, 'db' | 'blob' | 'cloner'>, { accountId, language }: PhrasesAhead): Promise<CloneOrder[]> {
  const voice = cloner && await orderableVoice({ db }, { accountId, engine: cloner.engine })
  if (!voice) return []
  const orders: CloneOrder[] = []
  for (const text of (await readPhrases(language)).slice(0, PHRASES_MAX)) {
    const to = phraseKey({ ...voice, language, text })
    if (!await blob.read(to)) orders.push({ ...voice, language, text, to })
  }
  return orders
}

/** Whether a phrase that was made may be kept; its file goes when the voice did meanwhile. */
export async function keepPhraseAhead({ db, blob, metrics }: Pick<DubsDeps, 'db' | 'blob' | 'metrics'>, { accountId, voiceId, engine, to }: CloneOrder): Promise<boolean> {
  const stands = (await speakingVoice({ db }, { accountId, engine }))?.voiceId === voiceId
  if (stands) metrics.count('phrasesAhead', {})
  else await blob.delete(to)
  return stands
}
