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
  /** Heads of the cross-attention that follow the audio, [layer, head], as published with the weights; none where they are not known. */
  readonly alignmentHeads?: readonly (readonly [layer: number, head: number])[]
  /** The first timestamp is at most this many steps of 0.02 s. */
  readonly maxInitialTimestamp: number
  /** Throws DomainError `language-unavailable` when the model was not trained on it. */
  readonly languageToken: (language: Language) => number
  readonly text: (tokens: readonly number[]) => string
  /** What a text that was said before is written with: its mark and its tokens. Empty for a model that knows no such mark. */
  readonly textBefore: (text: string) => readonly number[]
}

const generationSchema = z.object({
  decoder_start_token_id: z.int(),
  eos_token_id: z.int(),
  is_multilingual: z.boolean().default(true),
  // Many that were tuned further leave these three to the tokenizer.
  no_timestamps_token_id: z.int().nullish(),
  task_to_id: z.object({ transcribe: z.int() }).nullish(),
  lang_to_id: z.record(z.string(), z.int()).nullish(),
  suppress_tokens: z.array(z.int()).nullish(),
  max_initial_timestamp_index: z.int().default(50),
  alignment_heads: z.array(z.tuple([z.int(), z.int()])).nullish(),
})

/**
 * Reads `generation_config.json` and the tokenizer of a Whisper in transformers.js layout, from the folder alone.
 * Throws what the file system or zod throws when the folder is not that, DomainError `model-unavailable` for one that hears English alone.
 */
export async function readVocabulary(folder: string): Promise<Vocabulary> {
  const config = generationSchema.parse(JSON.parse(await readFile(join(folder, 'generation_config.json'), 'utf8')))
  env.allowRemoteModels = false
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true })
  if (!config.is_multilingual) throw new DomainError('model-unavailable', `Cannot use the model in "${folder}": it hears English alone. Use its multilingual sibling`)
  // What a tokenizer does not know becomes its word for the unknown, which is Whisper's end.
  const idOf = (token: string) => {
    const id: number | undefined = tokenizer.convert_tokens_to_ids(token)
    return id === undefined || id === config.eos_token_id ? undefined : id
  }
  const needed = (token: string) => {
    const id = idOf(token)
    if (id === undefined) throw new DomainError('model-unavailable', `Cannot use the model in "${folder}": its tokenizer has no "${token}"`)
    return id
  }
  const languages = knownLanguages((token) => (config.lang_to_id ? config.lang_to_id[token] : idOf(token)))
  const noTimestamps = config.no_timestamps_token_id ?? needed('<|notimestamps|>')
  return {
    startOfTranscript: config.decoder_start_token_id,
    transcribe: config.task_to_id?.transcribe ?? needed('<|transcribe|>'),
    endOfText: config.eos_token_id,
    noSpeech: noTimestamps - 1,
    timestampBegin: noTimestamps + 1,
    languages,
    languageToken(language) {
      // Cantonese came with Whisper's third version; the ones before heard it as Chinese.
      const token = languages.get(language) ?? (language === 'yue' ? languages.get('zh') : undefined)
      if (token === undefined) throw new DomainError('language-unavailable', `Cannot transcribe "${language}": the model does not know it`)
      return token
    },
    suppressed: Int32Array.from((config.suppress_tokens ?? []).filter((token) => token < config.eos_token_id)),
    maxInitialTimestamp: config.max_initial_timestamp_index,
    alignmentHeads: config.alignment_heads ?? [],
    textBefore(text) {
      const mark = idOf('<|startofprev|>')
      return mark === undefined || text === '' ? [] : [mark, ...tokenizer.encode(` ${text}`, { add_special_tokens: false })]
    },
    text: (tokens) => tokens.length === 0 ? '' : tokenizer.decode([...tokens], { skip_special_tokens: true }),
  }
}

function knownLanguages(idOf: (token: string) => number | undefined): Map<Language, number> {
  const known = Object.keys(LANGUAGES).flatMap((code) => {
    const id = idOf(`<|${code}|>`)
    return id === undefined ? [] : [[code as Language, id] as const]
  })
  return new Map(known)
}
