import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AutoTokenizer, env } from '@huggingface/transformers'
import { z } from 'zod'
import { DomainError } from '../../../domain/errors.ts'
import { LANGUAGES } from '../../../domain/language.ts'
import type { Language } from '../../../domain/language.ts'

/** Seconds that one timestamp token stands for. */
export const TIMESTAMP_SECONDS = 0.02

/** The tokens that the decode loop has to know by name. */
export interface Vocabulary {
  readonly startOfTranscript: number
  readonly transcribe: number
  readonly endOfText: number
  readonly noSpeech: number
  /** Timestamps are the tokens from here on, 0.02 s apart. */
  readonly timestampBegin: number
  readonly languages: ReadonlyMap<Language, number>
  /** Never chosen: symbols of sounds, speakers and music. */
  readonly suppressed: Int32Array
  /** Not chosen as the first token: a blank, the end. */
  readonly suppressedAtBegin: Int32Array
  /** The first timestamp is at most this many steps of 0.02 s. */
  readonly maxInitialTimestamp: number
  /** Throws DomainError `language-unavailable` when the model was not trained on it. */
  readonly languageToken: (language: Language) => number
  readonly text: (tokens: readonly number[]) => string
}

const generationSchema = z.object({
  decoder_start_token_id: z.int(),
  eos_token_id: z.int(),
  no_timestamps_token_id: z.int(),
  task_to_id: z.object({ transcribe: z.int() }),
  lang_to_id: z.record(z.string(), z.int()),
  suppress_tokens: z.array(z.int()),
  begin_suppress_tokens: z.array(z.int()),
  max_initial_timestamp_index: z.int().default(50),
})

/**
 * Reads `generation_config.json` and the tokenizer of a Whisper in transformers.js layout, from the folder alone.
 * Throws what the file system or zod throws when the folder is not that.
 */
export async function readVocabulary(folder: string): Promise<Vocabulary> {
  const config = generationSchema.parse(JSON.parse(await readFile(join(folder, 'generation_config.json'), 'utf8')))
  env.allowRemoteModels = false
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true })
  const languages = knownLanguages(config.lang_to_id)
  return {
    startOfTranscript: config.decoder_start_token_id,
    transcribe: config.task_to_id.transcribe,
    endOfText: config.eos_token_id,
    noSpeech: config.no_timestamps_token_id - 1,
    timestampBegin: config.no_timestamps_token_id + 1,
    languages,
    languageToken(language) {
      // Cantonese came with Whisper's third version; the ones before heard it as Chinese.
      const token = languages.get(language) ?? (language === 'yue' ? languages.get('zh') : undefined)
      if (token === undefined) throw new DomainError('language-unavailable', `Cannot transcribe "${language}": the model does not know it`)
      return token
    },
    suppressed: Int32Array.from(config.suppress_tokens),
    suppressedAtBegin: Int32Array.from(config.begin_suppress_tokens),
    maxInitialTimestamp: config.max_initial_timestamp_index,
    text: (tokens) => tokens.length === 0 ? '' : tokenizer.decode([...tokens], { skip_special_tokens: true }),
  }
}

function knownLanguages(ids: Readonly<Record<string, number>>): Map<Language, number> {
  const known = Object.keys(LANGUAGES).flatMap((code) => {
    const id = ids[`<|${code}|>`]
    return id === undefined ? [] : [[code as Language, id] as const]
  })
  return new Map(known)
}
