import process from 'node:process'
import { DomainError } from '../../../domain/errors.ts'
import { serveThread } from '../../runtime/serve_thread.ts'
import { loadMarian } from './marian.ts'
import type { MarianModel } from './marian.ts'
import { readMarianFiles } from './read_files.ts'

/** id of a direction → its folder. */
export interface BergamotThreadData {
  readonly folders: Readonly<Record<string, string>>
}

export interface BergamotThreadInput {
  /** One direction, or two to go by way of a pivot. */
  readonly path: readonly [string] | readonly [string, string]
  readonly texts: readonly string[]
}

await serveThread(async ({ folders }: BergamotThreadData) => {
  const marian = await loadMarian()
  const models = new Map<string, MarianModel>()
  for (const [id, folder] of Object.entries(folders)) {
    models.set(id, marian.load(await readMarianFiles(folder)))
  }

  const find = (id: string) => {
    const model = models.get(id)
    if (!model) throw new DomainError('language-unavailable', `There is no translation model "${id}"`)
    return model
  }

  return {
    async translate({ path: [first, second], texts }: BergamotThreadInput): Promise<string[]> {
      const chain = second === undefined ? ([find(first)] as const) : ([find(first), find(second)] as const)
      try {
        return marian.translate(chain, texts)
      } catch (error) {
        // An aborted WebAssembly module answers nothing any more: end the thread after this answer, the engine starts another.
        if (error instanceof WebAssembly.RuntimeError) setImmediate(() => process.exit(1))
        throw new DomainError('model-unavailable', `Bergamot failed on texts of ${texts.map(({ length }) => length).join(', ')} characters`, { cause: error })
      }
    },
  }
})
