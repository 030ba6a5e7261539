import { dirname, join } from 'node:path'
import type { Language } from '../../../domain/language.ts'
import { modelEntry } from '../../registry.ts'
import type { ModelId } from '../../registry.ts'
import type { ModelStore } from '../../store/store.ts'

const IDS = ['pocket-tts-en', 'pocket-tts-pt', 'pocket-tts-es', 'pocket-tts-de', 'pocket-tts-it', 'pocket-tts-fr'] as const satisfies readonly ModelId[]

/** Folders of the languages of Pocket TTS that are on this machine. */
export async function findPocketBundles(store: Pick<ModelStore, 'find'>): Promise<Map<Language, string>> {
  const bundles = new Map<Language, string>()
  for (const id of IDS) {
    const folder = await store.find(id)
    const { languages, files } = modelEntry(id)
    if (folder !== null && languages !== 'any') bundles.set(languages[0]!, join(folder, dirname(files[0]!.path)))
  }
  return bundles
}
