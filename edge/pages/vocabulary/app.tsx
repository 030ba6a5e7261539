import { Hono } from 'hono'
import type { Context } from 'hono'
import type { Viewer } from '../../../domain/account.ts'
import { DomainError } from '../../../domain/errors.ts'
import { languageSchema } from '../../../domain/language.ts'
import { CSV_MAX_BYTES, termSchema } from '../../../domain/vocabulary.ts'
import type { Term } from '../../../domain/vocabulary.ts'
import type { Teams } from '../../../functions/teams/teams.ts'
import { CsvError } from '../../../functions/vocabulary/csv/read_csv.ts'
import type { Vocabulary } from '../../../functions/vocabulary/vocabulary.ts'
import { routes } from '../../../views/mod.ts'
import { VOCABULARY_DONE, VocabularyPage } from '../../../views/pages/vocabulary/mod.ts'
import type { TypedTerm, VocabularyDone, VocabularyPageProps } from '../../../views/pages/vocabulary/mod.ts'
import type { PageTools } from '../../open_administration.tsx'

export interface VocabularyPagesDeps extends Pick<PageTools, 'accounts' | 'messages' | 'assetUrl'> {
  readonly vocabulary: Vocabulary
  readonly teams: Pick<Teams, 'list'>
}

type Shown = Pick<VocabularyPageProps, 'wrong' | 'wrongFile' | 'wrongSuggestion' | 'imported'> & { readonly edit?: string | undefined }

/** `/account/vocabulary`, for who is signed in; `?team=` for a team's. Every form works without a script (303 after POST). */
export function createVocabularyPagesApp({ vocabulary, teams, accounts, messages, assetUrl }: VocabularyPagesDeps) {
  const whose = (c: Context, { accountId }: Viewer) => ({ accountId, teamId: c.req.query('team') || null })
  const page = async (c: Context, viewer: Viewer, { edit = c.req.query('edit'), ...shown }: Shown = {}) => {
    const of = whose(c, viewer)
    const [t, view, mine] = await Promise.all([messages(c), vocabulary.list(of), teams.list(viewer.accountId)])
    const suggestions = view.changes ? await vocabulary.suggest(of) : []
    const done = isWrong(shown) || shown.imported ? null : VOCABULARY_DONE.find((each) => each === c.req.query('done')) ?? null
    return c.html(
      <VocabularyPage
        t={t} assetUrl={assetUrl} tier={view.tier} terms={view.terms} changes={view.changes} suggestions={suggestions} teams={mine} q={(c.req.query('q') ?? '').slice(0, 80)}
        team={of.teamId === null ? null : { teamId: of.teamId, name: view.teamName ?? '' }} edit={view.terms.find(({ termId }) => termId === edit) ?? null} done={done} {...shown}
      />,
      isWrong(shown) ? 422 : 200,
    )
  }
  const back = (c: Context, done: VocabularyDone) => c.redirect(routes.vocabulary.to({ team: c.req.query('team'), done }), 303)
  /** Adds or changes, and says so, or shows the form with what is wrong. */
  const keep = async (c: Context, viewer: Viewer, termId?: string) => {
    const typed = typedIn(await c.req.parseBody({ all: true }))
    const read = readTerm(typed)
    const refused = (wrong: Pick<NonNullable<VocabularyPageProps['wrong']>, 'field' | 'error'>) => page(c, viewer, { wrong: { typed, ...wrong }, edit: termId ?? '' })
    if ('error' in read) return refused(read)
    try {
      await vocabulary.change(whose(c, viewer), { ...(termId === undefined ? {} : { termId }), term: read })
    } catch (error) {
      if (error instanceof DomainError && error.code === 'conflict') return refused({ field: 'term', error: 'twice' })
      throw error
    }
    return back(c, termId === undefined ? 'added' : 'changed')
  }

  return new Hono()
    .get(routes.vocabulary.path, async (c) => page(c, await accounts.require(c)))
    .post(routes.vocabulary.path, async (c) => keep(c, await accounts.require(c)))
    .get(routes.vocabularyExport.path, async (c) => {
      const csv = await vocabulary.export(whose(c, await accounts.require(c)))
      return c.body(csv, 200, { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="vocabulary.csv"' })
    })
    .post(routes.vocabularyImport.path, async (c) => {
      const viewer = await accounts.require(c)
      const { file } = await c.req.parseBody()
      if (!(file instanceof File) || file.size === 0) return page(c, viewer, { wrongFile: 'file-missing' })
      if (file.size > CSV_MAX_BYTES) return page(c, viewer, { wrongFile: 'file-large' })
      try {
        return await page(c, viewer, { imported: await vocabulary.import(whose(c, viewer), new Uint8Array(await file.arrayBuffer())) })
      } catch (error) {
        if (error instanceof CsvError) return page(c, viewer, { wrongFile: error.problem })
        throw error
      }
    })
    .post(routes.vocabularySuggestion.path, async (c) => {
      const viewer = await accounts.require(c)
      const { term = '', action } = await c.req.parseBody()
      if (typeof term !== 'string' || (action !== 'add' && action !== 'dismiss')) throw new DomainError('invalid-input', 'Cannot take the suggestion: the form is not whole')
      if (action === 'dismiss') {
        await vocabulary.dismiss(whose(c, viewer), term)
        return back(c, 'dismissed')
      }
      const read = termSchema.safeParse({ term })
      if (!read.success) throw new DomainError('invalid-input', 'Cannot take the suggestion: it is no term')
      try {
        await vocabulary.change(whose(c, viewer), { term: read.data })
      } catch (error) {
        if (error instanceof DomainError && error.code === 'conflict') return page(c, viewer, { wrongSuggestion: 'twice' })
        throw error
      }
      return back(c, 'added')
    })
    .post(routes.vocabularyTerm.path, async (c) => {
      const viewer = await accounts.require(c)
      const termId = c.req.param('term')
      if (c.req.param('action') === 'change') return keep(c, viewer, termId)
      await vocabulary.remove(whose(c, viewer), termId)
      return back(c, 'removed')
    })
}

function isWrong({ wrong, wrongFile, wrongSuggestion }: Shown): boolean {
  return Boolean(wrong ?? wrongFile ?? wrongSuggestion)
}

function typedIn(body: Record<string, unknown>): TypedTerm {
  const all = (name: string) => [body[name] ?? []].flat().map((value) => (typeof value === 'string' ? value : ''))
  const [languages, texts] = [all('language'), all('translation')]
  const translations = texts.map((text, at) => ({ language: languages[at] ?? '', text })).filter(({ language, text }) => language !== '' || text.trim() !== '')
  return { term: all('term')[0] ?? '', sounds: all('sounds')[0] ?? '', doNotTranslate: body.doNotTranslate === 'yes', translations }
}

function readTerm({ translations, ...rest }: TypedTerm): Term | Pick<NonNullable<VocabularyPageProps['wrong']>, 'field' | 'error'> {
  const languages = translations.map(({ language }) => language)
  if (languages.some((code) => !languageSchema.safeParse(code).success) || new Set(languages).size < languages.length) return { field: 'translations', error: 'language' }
  const parsed = termSchema.safeParse({ ...rest, translations: Object.fromEntries(translations.map(({ language, text }) => [language, text])) })
  if (parsed.success) return parsed.data
  const field = parsed.error.issues[0]!.path[0]
  return field === 'sounds' || field === 'translations' ? { field, error: 'long' } : { field: 'term', error: 'term' }
}
