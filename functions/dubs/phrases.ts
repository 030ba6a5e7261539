import { createHash } from 'node:crypto'
import type { Language } from '../../domain/language.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import { readPhrases } from '../../models/translation/warm.ts'
import { voicePrefix } from '../voices/keys.ts'

/** A text in a voice, as an engine says it. */
export interface Phrase {
  readonly accountId: string
  readonly voiceId: string
  readonly engine: string
  readonly language: Language
  readonly text: string
}

/** Below the voice's own files, so that it goes with the voice. */
export function phraseKey({ accountId, voiceId, engine, language, text }: Phrase): string {
  const hash = createHash('sha256').update(text).digest('hex')
  return `${voicePrefix({ accountId, voiceId })}phrases/${engine}/${language}/${hash}.wav`
}

/** A common phrase that was made before, as a WAV file; null when it was not, undefined when it is not a common one. */
export async function readPhrase(blob: Pick<Blobs, 'read'>, phrase: Phrase): Promise<Uint8Array | null | undefined> {
  return (await readPhrases(phrase.language)).includes(phrase.text) ? blob.read(phraseKey(phrase)) : undefined
}

/** Keeps what was made of a text if it is a common one. */
export async function keepPhrase(blob: Pick<Blobs, 'put'>, phrase: Phrase, wav: Uint8Array): Promise<void> {
  if ((await readPhrases(phrase.language)).includes(phrase.text)) await blob.put(phraseKey(phrase), wav)
}
