import { open } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { DomainError } from '../../domain/errors.ts'
import { allGraphs } from './edit.ts'
import type { Model, Tensor } from './graph.ts'
import { MODEL_MAX_BYTES } from './write.ts'

/**
 * Takes weights that stand in files beside the model into it, since an edited graph is kept elsewhere.
 * @param source path of the model that the files' names are relative to
 * Throws DomainError `model-unavailable` where they are more than one file holds, missing, too short, or outside of its folder.
 */
export async function inlineExternal(model: Model, source: string): Promise<void> {
  const tensors = externalTensors(model)
  const bytes = tensors.reduce((sum, { external }) => sum + Number(external!['length'] ?? 0), 0)
  if (bytes > MODEL_MAX_BYTES) {
    throw new DomainError('model-unavailable', `Cannot edit the model "${source}": its weights of ${bytes} bytes stand in other files, and one file holds 2 GiB at most. Use a quantised export`)
  }
  for (const tensor of tensors) {
    tensor.raw = await readExternal(tensor, source)
    tensor.external = null
  }
}

/** Files beside a model in which its weights stand, by the names that it gives them, each once; those outside of its folder not. */
export function externalFiles(model: Model): string[] {
  return [...new Set(externalTensors(model).map(({ external }) => normalize(external!['location'] ?? '')))].filter(isWithin)
}

function externalTensors({ graph }: Model): Tensor[] {
  return allGraphs(graph).flatMap(({ initializers, nodes }) => [
    ...initializers, ...nodes.flatMap(({ attributes }) => attributes.flatMap(({ t }) => (t ? [t] : []))),
  ]).filter(({ external }) => external !== null)
}

/** @param path normalised; that of an empty name is `.` */
function isWithin(path: string): boolean {
  return path !== '.' && !path.startsWith('..') && !path.startsWith('/') && !path.startsWith('\\')
}

async function readExternal({ name, external }: Tensor, source: string): Promise<Uint8Array> {
  const { location = '', offset = '0', length = '' } = external!
  const refuse = (why: string, cause?: unknown) => new DomainError('model-unavailable', `Cannot read the weights "${name}" of the model "${source}": ${why}`, { cause })
  const within = normalize(location)
  if (!isWithin(within)) throw refuse(`their file "${location}" is outside of its folder`)
  const file = await open(join(dirname(source), within)).catch((cause: unknown) => {
    throw refuse(`the file "${location}" is not there`, cause)
  })
  try {
    const wanted = length === '' ? (await file.stat()).size - Number(offset) : Number(length)
    const bytes = new Uint8Array(wanted)
    const { bytesRead } = await file.read(bytes, 0, wanted, Number(offset))
    if (bytesRead < wanted) throw refuse(`the file "${location}" ends ${wanted - bytesRead} bytes too early`)
    return bytes
  } finally {
    await file.close()
  }
}
