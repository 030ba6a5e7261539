import type { Imported, TermSuggestion, VocabularyTerm } from '../../domain/vocabulary.ts'
import type { Db } from '../../infra/db/db.ts'
import type { Log } from '../../infra/log.ts'
import { changeTerm } from './change_term.ts'
import type { ChangeTermInput } from './change_term.ts'
import { writeCsv } from './csv/write_csv.ts'
import { dismissSuggestion } from './dismiss_suggestion.ts'
import { importCsv } from './import_csv.ts'
import { listTerms } from './list_terms.ts'
import type { VocabularyView } from './list_terms.ts'
import { removeTerm } from './remove_term.ts'
import { suggestTerms } from './suggest_terms.ts'

export interface VocabularyDeps {
  readonly db: Db
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly log: Log
}

/** Whose vocabulary, and who asks: a team's, or their own. */
export interface VocabularyOf {
  readonly accountId: string
  readonly teamId: string | null
}

/** Vocabularies of accounts and teams. Each verb is described where it is defined. */
export interface Vocabulary {
  list(of: VocabularyOf): Promise<VocabularyView>
  change(of: VocabularyOf, input: ChangeTermInput): Promise<VocabularyTerm>
  remove(of: VocabularyOf, termId: string): Promise<void>
  import(of: VocabularyOf, content: Uint8Array): Promise<Imported>
  /** CSV that `import` takes, UTF-8 with a mark that spreadsheets know it by. Throws as `list` does. */
  export(of: VocabularyOf): Promise<string>
  suggest(of: VocabularyOf): Promise<TermSuggestion[]>
  dismiss(of: VocabularyOf, term: string): Promise<void>
}

export function createVocabulary(deps: VocabularyDeps): Vocabulary {
  return {
    list: (of) => listTerms(deps, of),
    change: (of, input) => changeTerm(deps, of, input),
    remove: (of, termId) => removeTerm(deps, of, termId),
    import: (of, content) => importCsv(deps, of, content),
    export: async (of) => writeCsv((await listTerms(deps, of)).terms),
    suggest: (of) => suggestTerms(deps, of),
    dismiss: (of, term) => dismissSuggestion(deps, of, term),
  }
}
