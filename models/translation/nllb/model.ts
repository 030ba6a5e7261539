import { basename, dirname } from 'node:path'
import { AutoModelForSeq2SeqLM, AutoTokenizer, InterruptableStoppingCriteria, Tensor, env } from '@huggingface/transformers'
import { DomainError } from '../../../domain/errors.ts'

export interface NllbOrder {
  /** Sentences, translated together. */
  readonly texts: readonly string[]
  /** FLORES-200 codes. */
  readonly from: string
  readonly to: string
  readonly signal?: AbortSignal
}

export interface NllbModel {
  /** What the encoder gets: `FROM text </s>`, a row a sentence, as long as the longest, filled with `<pad>`. */
  inputRows(texts: readonly string[], from: string): readonly (readonly number[])[]
  /** Token ids as they were generated: `</s> TO text`, a row a sentence. */
  generate(order: NllbOrder): Promise<readonly (readonly number[])[]>
  /** As many translations as texts, in their order. */
  translate(order: NllbOrder): Promise<string[]>
}

/** The model was trained with sentences of at most 512 tokens. */
const INPUT_MAX = 512
/** A translation does not run away: so many tokens for each of the longest sentence, and some to spare. */
const GROWTH = 3
const SPARE = 16
const OUTPUT_MAX = 256

/**
 * NLLB-200 through transformers.js, greedy: M2M100's encoder and decoder, int8.
 * The rows of tokens are put together here: the model wants the source language first (`FROM text </s>`), but tokenizer files on the hub
 * have it behind the text, as transformers did before 4.29, and transformers.js leaves it where the file says.
 * Throws what reading the files throws; its calls throw DomainError `language-unavailable` for a code that the tokenizer does not know.
 */
export async function loadNllb(folder: string): Promise<NllbModel> {
  env.allowRemoteModels = false
  env.localModelPath = dirname(folder)
  const [tokenizer, model] = await Promise.all([
    AutoTokenizer.from_pretrained(basename(folder)), AutoModelForSeq2SeqLM.from_pretrained(basename(folder), { dtype: 'q8' }),
  ])
  const idOf = (token: string) => {
    const [id, ...more] = tokenizer.encode(token, { add_special_tokens: false })
    if (id === undefined || more.length > 0) throw new DomainError('language-unavailable', `NLLB-200 does not know "${token}"`)
    return id
  }
  const [pad, end] = [idOf('<pad>'), idOf('</s>')]
  // Words that look like a control token are text of somebody, and may not end or turn the sentence.
  const control = new Set(tokenizer.all_special_ids.filter((id) => id !== tokenizer.unk_token_id))

  const inputRows = (texts: readonly string[], from: string) => {
    const language = idOf(from)
    const rows = texts.map((text) => {
      const ids = tokenizer.encode(text, { add_special_tokens: false }).filter((id) => !control.has(id))
      return [language, ...ids.slice(0, INPUT_MAX - 2), end]
    })
    const width = Math.max(...rows.map(({ length }) => length))
    return rows.map((row) => [...row, ...new Array<number>(width - row.length).fill(pad)])
  }

  const generate = async ({ texts, from, to, signal }: NllbOrder) => {
    const rows = inputRows(texts, from)
    const target = idOf(to)
    const width = rows[0]!.length
    const ids = rows.flat()
    const stop = new InterruptableStoppingCriteria()
    const interrupt = () => stop.interrupt()
    signal?.addEventListener('abort', interrupt, { once: true })
    try {
      const made = await model.generate({
        input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [rows.length, width]),
        attention_mask: new Tensor('int64', BigInt64Array.from(ids, (id) => (id === pad ? 0n : 1n)), [rows.length, width]),
        forced_bos_token_id: target, max_new_tokens: Math.min(OUTPUT_MAX, GROWTH * width + SPARE), stopping_criteria: stop,
      } as Parameters<typeof model.generate>[0])
      signal?.throwIfAborted()
      return (made as Tensor).tolist().map((row: bigint[]) => row.map(Number)) as number[][]
    } finally {
      signal?.removeEventListener('abort', interrupt)
    }
  }

  return {
    inputRows,
    generate,
    async translate(order) {
      if (order.texts.length === 0) return []
      return tokenizer.batch_decode(await generate(order) as number[][], { skip_special_tokens: true }).map((text) => text.trim())
    },
  }
}
