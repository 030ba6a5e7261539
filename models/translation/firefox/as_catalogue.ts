import { DomainError } from '../../../domain/errors.ts'
import type { ModelCatalogue } from '../../store/catalogue.ts'
import type { FirefoxPairs } from './pairs.ts'

/** Firefox Translations' directions as models that people list and fetch by hand (`npm run models`). */
export function asCatalogue(pairs: FirefoxPairs): ModelCatalogue {
  return {
    async list(options = {}) {
      const { ask = true, ...asking } = options
      // Without a network the list of the last answer stands, or the one that Parley comes with.
      if (ask) await pairs.refresh(asking).catch((error: unknown) => {
        options.signal?.throwIfAborted()
        if (!(error instanceof DomainError)) throw error
      })
      return (await pairs.list()).map(({ id, from, to, bytes, licence }) => ({
        id, kind: 'translation' as const, about: 'Firefox Translations', licence, languages: [from, to], bytes, bundled: false,
      }))
    },
    async pull(id, { signal, onProgress } = {}) {
      const pair = (await pairs.list()).find((known) => known.id === id)
      if (!pair) throw new DomainError('model-unavailable', `Firefox Translations has no model "${id.slice(0, 60)}": npm run models -- list shows which there are`)
      return pairs.fetch(pair, { signal, onProgress: (progress) => onProgress?.({ file: id, ...progress }) })
    },
  }
}
