import type { Language } from '../../domain/language.ts'
import type { ModelEntry } from '../registry.ts'
import type { Progress } from './download.ts'

/** A model as people choose it: a row of the registry, or a language pair of a registry elsewhere. */
export interface ListedModel {
  /** Also the folder's name below `PARLEY_CACHE/models`. */
  readonly id: string
  readonly kind: ModelEntry['kind']
  readonly about: string
  readonly licence: string
  readonly languages: readonly Language[] | 'any'
  /** On the disk, or what is to be fetched, about; null where nobody said. */
  readonly bytes: number | null
  readonly bundled: boolean
  readonly forLater?: true
}

export interface PullOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

/**
 * Models that can be listed and fetched. What is pulled lies whole in `PARLEY_CACHE/models/ID` beside a `SHA256SUMS`
 * (`writeSums`), by which it is verified and removed without its catalogue.
 */
export interface ModelCatalogue {
  /** Asks the network unless told not to, and answers what it knows without one. */
  list(options?: { readonly signal?: AbortSignal; readonly ask?: boolean }): Promise<readonly ListedModel[]>
  /**
   * Fetches what is missing of a model that `list` named and returns its folder. Throws DomainError `model-unavailable` that says
   * what to do, or the signal's reason; what has come so far stays, for the next time.
   */
  pull(id: string, options?: PullOptions): Promise<string>
}
