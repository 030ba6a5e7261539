import { serveThread } from '../../runtime/serve_thread.ts'
import { loadNllb } from './model.ts'
import type { NllbOrder } from './model.ts'

export interface NllbThreadData {
  readonly folder: string
}

export type NllbThreadInput = Omit<NllbOrder, 'signal'>

await serveThread(async ({ folder }: NllbThreadData) => {
  const model = await loadNllb(folder)
  return {
    translate: (input: NllbThreadInput, { signal }: { signal: AbortSignal }): Promise<string[]> => model.translate({ ...input, signal }),
  }
})
