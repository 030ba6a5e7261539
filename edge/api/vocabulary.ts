import { createRoute, z } from '@hono/zod-openapi'
import { DomainError } from '../../domain/errors.ts'
import { languageSchema } from '../../domain/language.ts'
import { CSV_MAX_BYTES, TERM_MAX, termSchema } from '../../domain/vocabulary.ts'
import type { VocabularyTerm } from '../../domain/vocabulary.ts'
import type { Vocabulary } from '../../functions/vocabulary/vocabulary.ts'
import { json, needs, refusals } from './route.ts'
import type { ApiEnv, ApiRoutes } from './route.ts'
import type { Context } from 'hono'

const tags = ['Vocabulary']
const path = '/api/v1/vocabulary'
const params = z.object({ termId: z.string().openapi({ param: { name: 'termId', in: 'path' } }) })
const query = z.object({ team: z.string().optional().openapi({ description: 'A team of yours; left out: your own vocabulary' }) })
const text = z.string().max(TERM_MAX)

const given = z.object({
  term: z.string().min(1).max(TERM_MAX), sounds: text.default('').openapi({ description: 'How it sounds where the spelling does not tell, in letters' }),
  translations: z.record(z.string(), text).default({}).openapi({ description: 'Code of a language → what it is called there', example: { pt: 'válvula de carretel' } }),
  doNotTranslate: z.boolean().default(false),
}).openapi('TermInput')
const shown = z.object({ termId: z.string(), term: z.string(), sounds: z.string(), translations: z.record(z.string(), z.string()), doNotTranslate: z.boolean() }).openapi('Term')
const all = z.object({ items: z.array(shown), version: z.int() })
const imported = z.object({
  added: z.int(), changed: z.int(),
  errors: z.array(z.object({ row: z.int(), column: z.string().nullable(), problem: z.enum(['term-missing', 'too-long', 'no-yes-or-no', 'twice', 'cells', 'full']) })),
})
const suggestion = z.object({ term: z.string(), source: z.enum(['document', 'transcript']), count: z.int(), heard: z.string().optional() })
const body = { required: true, content: { 'application/json': { schema: given } } }

const list = createRoute({
  method: 'get', path, tags, summary: 'Terms that captions and translations in your rooms keep to', operationId: 'listTerms', ...needs('vocabulary:read'),
  request: { query }, responses: { 200: json(all, 'All of them, by the alphabet'), ...refusals(404) },
})
const add = createRoute({
  method: 'post', path, tags, summary: 'Add a term', operationId: 'addTerm', ...needs('vocabulary:write'),
  request: { query, body }, responses: { 201: json(shown, 'The term; running meetings have it within five seconds'), ...refusals(400, 404, 409) },
})
const change = createRoute({
  method: 'put', path: `${path}/{termId}`, tags, summary: 'Change a term', operationId: 'changeTerm', ...needs('vocabulary:write'),
  request: { params, query, body }, responses: { 200: json(shown, 'The term as it is now'), ...refusals(400, 404, 409) },
})
const remove = createRoute({
  method: 'delete', path: `${path}/{termId}`, tags, summary: 'Remove a term', operationId: 'removeTerm', ...needs('vocabulary:write'),
  request: { params, query }, responses: { 200: json(z.object({ deleted: z.literal(true) }), 'It is gone'), ...refusals(404) },
})
const take = createRoute({
  method: 'post', path: `${path}/import`, tags, summary: 'Add and change terms by a CSV file with the columns term, sounds, do_not_translate and codes of languages', operationId: 'importTerms',
  ...needs('vocabulary:write'),
  request: { query, body: { required: true, content: { 'text/csv': { schema: z.string().openapi({ maxLength: CSV_MAX_BYTES }) } } } },
  responses: { 200: json(imported, 'What was taken, and the rows that were not'), ...refusals(404, 413) },
})
const save = createRoute({
  method: 'get', path: `${path}/export`, tags, summary: 'All terms as a CSV file', operationId: 'exportTerms', ...needs('vocabulary:read'),
  request: { query }, responses: { 200: { description: 'The file', content: { 'text/csv': { schema: z.string() } } }, ...refusals(404) },
})
const suggest = createRoute({
  method: 'get', path: `${path}/suggestions`, tags, summary: 'Terms that it may be missing: of your documents, and of lines of transcripts that were put right', operationId: 'suggestTerms',
  ...needs('vocabulary:read'), request: { query }, responses: { 200: json(z.object({ items: z.array(suggestion) }), 'The most likely first'), ...refusals(404) },
})

export interface ApiVocabularyDeps {
  readonly vocabulary: Vocabulary
}

/** `/api/v1/vocabulary` and below. */
export function addVocabulary(app: ApiRoutes, { vocabulary }: ApiVocabularyDeps): void {
  const whose = (c: Context<ApiEnv>) => ({ accountId: c.get('holder').viewer.accountId, teamId: c.req.query('team') ?? null })
  app.openapi(list, async (c) => {
    const { terms, version } = await vocabulary.list(whose(c))
    return c.json({ items: terms.map(toApi), version }, 200)
  })
  app.openapi(save, async (c) => c.body(await vocabulary.export(whose(c)), 200, { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="vocabulary.csv"' }))
  app.openapi(suggest, async (c) => c.json({ items: await vocabulary.suggest(whose(c)) }, 200))
  app.openapi(take, async (c) => {
    const { added, changed, errors } = await vocabulary.import(whose(c), new Uint8Array(await c.req.arrayBuffer()))
    return c.json({ added, changed, errors: errors.map((error) => ({ ...error })) }, 200)
  })
  app.openapi(add, async (c) => c.json(toApi(await vocabulary.change(whose(c), { term: readTerm(c.req.valid('json')) })), 201))
  app.openapi(change, async (c) => c.json(toApi(await vocabulary.change(whose(c), { termId: c.req.valid('param').termId, term: readTerm(c.req.valid('json')) })), 200))
  app.openapi(remove, async (c) => {
    await vocabulary.remove(whose(c), c.req.valid('param').termId)
    return c.json({ deleted: true as const }, 200)
  })
}

/** Throws DomainError `invalid-values` that names the field. */
function readTerm(value: z.infer<typeof given>) {
  const unknown = Object.keys(value.translations).find((code) => !languageSchema.safeParse(code).success)
  const parsed = termSchema.safeParse(value)
  if (unknown === undefined && parsed.success) return parsed.data
  const field = unknown === undefined ? parsed.error!.issues[0]!.path.join('.') : `translations.${unknown}`
  throw new DomainError('invalid-values', `Cannot keep the term: ${field} is not allowed`)
}

function toApi({ termId, term, sounds, translations, doNotTranslate }: VocabularyTerm): z.infer<typeof shown> {
  return { termId, term, sounds, translations: { ...translations } as Record<string, string>, doNotTranslate }
}
