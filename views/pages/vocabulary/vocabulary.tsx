import type { Language } from '../../../domain/language.ts'
import type { TeamSummary } from '../../../domain/team.ts'
import type { Tier } from '../../../domain/tier.ts'
import { TIERS } from '../../../domain/tier.ts'
import { CSV_MAX_BYTES, termKey, TERMS_MAX } from '../../../domain/vocabulary.ts'
import type { FileProblem, Imported, TermSuggestion, VocabularyTerm } from '../../../domain/vocabulary.ts'
import type { AssetUrl } from '../../assets.ts'
import { ids } from '../../ids.ts'
import { languageInMenu } from '../../messages/languages.ts'
import type { Messages } from '../../messages/mod.ts'
import { routes } from '../../routes.ts'
import { Sheet } from '../account/sheet.tsx'
import type { VocabularyDone, VocabularyError } from './done.ts'
import { TermForm } from './term_form.tsx'
import type { TypedTerm } from './term_form.tsx'

export interface VocabularyPageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  readonly tier: Tier
  readonly terms: readonly VocabularyTerm[]
  /** Whether who looks may change it. */
  readonly changes: boolean
  /** Null for their own. */
  readonly team: { readonly teamId: string; readonly name: string } | null
  readonly teams: readonly Pick<TeamSummary, 'teamId' | 'name'>[]
  readonly suggestions: readonly TermSuggestion[]
  /** What is looked for in the list. */
  readonly q?: string
  /** The term whose form is shown. */
  readonly edit?: VocabularyTerm | null
  readonly done?: VocabularyDone | null
  readonly imported?: Imported | null
  readonly wrong?: { readonly typed: TypedTerm; readonly field: 'term' | 'sounds' | 'translations'; readonly error: VocabularyError }
  readonly wrongFile?: FileProblem | VocabularyError
  /** Why a suggestion was not taken. */
  readonly wrongSuggestion?: VocabularyError
}

const NOTHING: TypedTerm = { term: '', sounds: '', doNotTranslate: false, translations: [] }
/** Rows that were not taken are named as far as somebody reads on. */
const ROWS_SHOWN = 50

/** `/account/vocabulary`: terms of an account, or of a team. */
export function VocabularyPage(props: VocabularyPageProps) {
  const { t, assetUrl, tier, changes, team, teams, edit = null, done = null, imported = null, wrong, wrongFile, wrongSuggestion } = props
  const words = t.vocabulary
  const query = { team: team?.teamId }
  return (
    <Sheet t={t} assetUrl={assetUrl} title={team ? words.teamTitle(team.name) : words.title} wrong={wrong !== undefined || wrongFile !== undefined || wrongSuggestion !== undefined} wide scripts={['files.js']}>
      <p>{team ? words.teamLead : words.lead}</p>
      {done && <p class='note' role='status'>{words.done[done]}</p>}
      {wrongSuggestion && <p class='note' data-tone='danger' role='alert'>{words.error[wrongSuggestion]}</p>}
      {imported && <ImportedNote t={t} imported={imported} />}
      {!TIERS[tier].proFeatures ? <p>{words.notInTier(t.account.tiers[tier])}</p> : !changes && <p>{words.onlyRunners}</p>}
      {changes && (
        <section class='account-section' aria-labelledby={ids.field('form')}>
          <h2 id={ids.field('form')}>{edit ? words.changeNamed(edit.term) : words.add}</h2>
          <TermForm
            t={t} action={edit ? routes.vocabularyTerm.to(edit.termId, 'change', query) : routes.vocabulary.to(query)} submit={edit ? words.save : words.add}
            typed={wrong?.typed ?? (edit ? typedOf(edit) : NOTHING)} error={wrong} focused={edit !== null}
          />
        </section>
      )}
      {edit && <EditActions t={t} edit={edit} query={query} />}
      <TermSection {...props} query={query} />
      {changes && <ImportSection t={t} query={query} error={wrongFile} />}
      {changes && props.suggestions.length > 0 && <SuggestionSection t={t} suggestions={props.suggestions} query={query} />}
      {!team && teams.length > 0 && (
        <section class='account-section' aria-labelledby={ids.field('teams')}>
          <h2 id={ids.field('teams')}>{words.teams}</h2>
          <ul class='term-list'>{teams.map(({ teamId, name }) => <li><a class='button' href={routes.vocabulary.to({ team: teamId })}><bdi>{name}</bdi></a></li>)}</ul>
        </section>
      )}
      <p>
        {team ? <a href={routes.team.to(team.teamId)}><bdi>{team.name}</bdi></a> : <a href={routes.account.to()}>{t.account.page.title}</a>}
      </p>
    </Sheet>
  )
}

type Query = { readonly team?: string | undefined }

function typedOf({ translations, ...term }: VocabularyTerm): TypedTerm {
  return { ...term, translations: Object.entries(translations).map(([language, text]) => ({ language, text: text ?? '' })) }
}

/** What else may be done with the term whose form is shown; without the plan it can still be removed. */
function EditActions({ t, edit, query }: { t: Messages; edit: VocabularyTerm; query: Query }) {
  return (
    <section class='account-section'>
      <p><a class='button' href={routes.vocabulary.to(query)}>{t.vocabulary.cancel}</a></p>
      <form method='post' action={routes.vocabularyTerm.to(edit.termId, 'remove', query)}>
        <button class='button button-danger' type='submit'>{t.vocabulary.removeNamed(edit.term)}</button>
      </form>
    </section>
  )
}

function TermSection({ t, terms, q = '', team, changes, query }: VocabularyPageProps & { query: Query }) {
  const words = t.vocabulary
  const number = new Intl.NumberFormat(t.locale)
  const shown = q === '' ? terms : terms.filter(({ term, translations }) => [term, ...Object.values(translations)].some((text) => termKey(text ?? '').includes(termKey(q))))
  if (terms.length === 0) return <p class='hint'>{words.none}</p>
  const links = changes || team === null
  return (
    <section class='account-section' aria-labelledby={ids.field('list')}>
      <h2 id={ids.field('list')}>{words.count(number.format(terms.length), number.format(TERMS_MAX))}</h2>
      <form method='get' action={routes.vocabulary.to()} class='term-search field' role='search'>
        {team && <input type='hidden' name='team' value={team.teamId} />}
        <input type='search' name='q' value={q} aria-label={words.search} dir='auto' />
        <button class='button' type='submit'>{words.search}</button>
      </form>
      {shown.length === 0 ? <p class='hint'>{words.noneFound}</p> : (
        <div class='table-scroll' role='region' aria-label={words.title} tabindex={0}>
          <table class='table'>
            <thead>
              <tr>
                <th scope='col'>{words.term}</th>
                <th scope='col'>{words.sounds}</th>
                <th scope='col'>{words.translations}</th>
                {links && <th scope='col'>{words.change}</th>}
              </tr>
            </thead>
            <tbody>
              {shown.map((term) => (
                <tr>
                  <th scope='row'><bdi>{term.term}</bdi></th>
                  <td dir='auto'>{term.sounds}</td>
                  <td>
                    {term.doNotTranslate ? words.kept : Object.entries(term.translations).map(([code, text]) => <div>{languageInMenu(t, code as Language)}: <bdi>{text}</bdi></div>)}
                  </td>
                  {links && <td><a class='button' href={routes.vocabulary.to({ ...query, edit: term.termId })} aria-label={words.changeNamed(term.term)}>{words.change}</a></td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p><a class='button' href={routes.vocabularyExport.to(query)} download>{words.exportFile}</a></p>
    </section>
  )
}

function ImportSection({ t, query, error }: { t: Messages; query: Query; error: VocabularyPageProps['wrongFile'] }) {
  const words = t.vocabulary
  const said = error === undefined ? undefined : error in words.files ? words.files[error as FileProblem] : words.error[error as VocabularyError]
  return (
    <section class='account-section' aria-labelledby={ids.field('import')}>
      <h2 id={ids.field('import')}>{words.importTitle}</h2>
      <form method='post' action={routes.vocabularyImport.to(query)} enctype='multipart/form-data' class='stack' novalidate>
        <div class='field'>
          <label for={ids.field('file')}>{words.file}</label>
          <input
            id={ids.field('file')} type='file' name='file' accept='.csv,text/csv' required autofocus={said !== undefined} data-max-bytes={String(CSV_MAX_BYTES)} data-too-large={words.error['file-large']}
            {...(said ? { 'aria-invalid': 'true' as const } : {})} aria-describedby={[ids.fieldHint('file'), ids.fieldError('file')].join(' ')}
          />
          <p class='hint' id={ids.fieldHint('file')}>{words.importLead}</p>
          <p class='field-error' id={ids.fieldError('file')} role='alert' hidden={said === undefined}>{said}</p>
        </div>
        <button class='button' type='submit'>{words.importFile}</button>
      </form>
    </section>
  )
}

function ImportedNote({ t, imported: { added, changed, errors } }: { t: Messages; imported: Imported }) {
  const words = t.vocabulary
  const number = new Intl.NumberFormat(t.locale)
  return (
    <section class='note' role='status'>
      <p>{words.imported(number.format(added), number.format(changed))}</p>
      {errors.length > 0 && (
        <>
          <p>{words.notTaken(number.format(errors.length))}</p>
          <ul>
            {errors.slice(0, ROWS_SHOWN).map(({ row, column, problem }) => <li>{words.atRow(number.format(row), column, words.rows[problem])}</li>)}
            {errors.length > ROWS_SHOWN && <li>{words.moreRows(number.format(errors.length - ROWS_SHOWN))}</li>}
          </ul>
        </>
      )}
    </section>
  )
}

function SuggestionSection({ t, suggestions, query }: { t: Messages; suggestions: readonly TermSuggestion[]; query: Query }) {
  const words = t.vocabulary
  return (
    <section class='account-section' aria-labelledby={ids.field('suggestions')}>
      <h2 id={ids.field('suggestions')}>{words.suggestions}</h2>
      <p>{words.suggestionsLead}</p>
      <ul class='term-list'>
        {suggestions.map(({ term, source, count, heard }) => (
          <li>
            <form method='post' action={routes.vocabularySuggestion.to(query)} class='term-suggestion'>
              <input type='hidden' name='term' value={term} />
              <span>
                <b><bdi>{term}</bdi></b> <span class='hint'>{source === 'document' ? words.fromDocument(new Intl.NumberFormat(t.locale).format(count)) : words.fromTranscript(heard ?? '')}</span>
              </span>
              <button class='button' type='submit' name='action' value='add' aria-label={words.addNamed(term)}>{words.take}</button>
              <button class='button' type='submit' name='action' value='dismiss' aria-label={words.dismissNamed(term)}>{words.dismiss}</button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  )
}
