import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MarianFiles } from './marian.ts'

/**
 * A direction's folder: model.bin, lex.bin where it has one, vocab.spm or srcvocab.spm and trgvocab.spm, and for those that were fetched
 * pair.json, which says how the weights were quantised. Throws what reading throws.
 */
export async function readMarianFiles(folder: string): Promise<MarianFiles> {
  const read = (name: string) => readFile(join(folder, name))
  const [model, shortlist, shared, manifest] = await Promise.all([
    read('model.bin'), orNull(read('lex.bin')), orNull(read('vocab.spm')), orNull(read('pair.json')),
  ])
  const vocabularies = shared ? ([shared] as const) : ([await read('srcvocab.spm'), await read('trgvocab.spm')] as const)
  const said: unknown = manifest && JSON.parse(manifest.toString())
  const isPlain = said !== null && typeof said === 'object' && 'precision' in said && said.precision === 'int8shiftAll'
  return { model, shortlist, vocabularies, precision: isPlain ? 'int8shiftAll' : 'int8shiftAlphaAll' }
}

/** A file that is not there; any other trouble with it stands. */
async function orNull(file: Promise<Buffer>): Promise<Buffer | null> {
  return file.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}
