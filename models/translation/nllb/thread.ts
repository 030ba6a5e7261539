import { basename, dirname } from 'node:path'
import { env, pipeline } from '@huggingface/transformers'
import { DomainError } from '../../../domain/errors.ts'
import { serveThread } from '../../runtime/serve_thread.ts'

export interface NllbThreadData {
  readonly folder: string
}

export interface NllbThreadInput {
  readonly text: string
  /** FLORES-200 codes. */
  readonly from: string
  readonly to: string
}

await serveThread(async ({ folder }: NllbThreadData) => {
  env.allowRemoteModels = false
  env.localModelPath = dirname(folder)
  const translate = await pipeline('translation', basename(folder), { dtype: 'q8' })

  return {
    async translate({ text, from, to }: NllbThreadInput): Promise<string> {
      const answers = await translate(text, { src_lang: from, tgt_lang: to } as Parameters<typeof translate>[1])
      const [first] = answers as { translation_text: string }[]
      if (!first) throw new DomainError('model-unavailable', `NLLB-200 gave no translation of a text of ${text.length} characters`)
      return first.translation_text
    },
  }
})
