import { createRoute, z } from '@hono/zod-openapi'
import { DOCUMENT_MAX_BYTES, documentRefusalSchema, documentStateSchema, documentTypeSchema } from '../../domain/document.ts'
import type { Document } from '../../domain/document.ts'
import { DomainError } from '../../domain/errors.ts'
import { requireManagedRoom } from '../../functions/documents/access.ts'
import type { Documents } from '../../functions/documents/documents.ts'
import type { Db } from '../../infra/db/db.ts'
import { json, needs, refusals } from './route.ts'
import type { ApiRoutes } from './route.ts'

const tags = ['Documents']
const path = '/api/v1/documents'
const ofRoom = '/api/v1/rooms/{roomId}/documents'
const inPath = (name: string) => z.string().openapi({ param: { name, in: 'path' } })
const params = z.object({ documentId: inPath('documentId') })
const roomParams = z.object({ roomId: inPath('roomId').openapi({ example: 'abcd-efgh-jkmn' }) })
const bothParams = roomParams.extend({ documentId: inPath('documentId') })

const document = z.object({
  documentId: z.string(), name: z.string(), bytes: z.number().int(), state: documentStateSchema,
  progress: z.number().nullable().openapi({ description: '0 to 1, while something works on it.' }),
  type: documentTypeSchema.nullable(), refusal: documentRefusalSchema.nullable().openapi({ description: 'Why it cannot be read.' }), cause: z.string().nullable(),
  pages: z.number().int().nullable(), chunks: z.number().int(), roomIds: z.array(z.string()), createdAt: z.iso.datetime(),
}).openapi('Document')
const documentList = z.object({ items: z.array(document) }).openapi('DocumentList')
const passage = z.object({ documentId: z.string(), documentName: z.string(), page: z.number().int().nullable(), chunkId: z.string(), text: z.string(), score: z.number(), similarity: z.number().nullable() }).openapi('Passage')

export interface ApiDocumentsDeps {
  readonly db: Db
  readonly documents: Documents
}

const list = createRoute({
  method: 'get', path, tags, summary: 'Documents of your own, the newest first', operationId: 'listDocuments', ...needs('documents:read'),
  responses: { 200: json(documentList, 'All of them'), ...refusals() },
})
const add = createRoute({
  method: 'post', path, tags, summary: 'Add a document: PDF, DOCX, Markdown or text, 10 MB at most. What it is shows in its content', operationId: 'addDocument', ...needs('documents:write'),
  request: {
    query: z.object({ name: z.string().min(1).max(400), roomId: z.string().optional().openapi({ description: 'A room whose documents you manage: it searches the document from the beginning on.' }) }),
    body: { required: true, content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary', maxLength: DOCUMENT_MAX_BYTES }) } } },
  },
  responses: { 202: json(z.object({ documentId: z.string() }), 'It is kept and being read: its state says what became of it'), ...refusals(400, 404, 409, 413) },
})
const read = createRoute({
  method: 'get', path: `${path}/{documentId}`, tags, summary: 'A document of your own', operationId: 'readDocument', ...needs('documents:read'),
  request: { params }, responses: { 200: json(document, 'The document'), ...refusals(404) },
})
const cancel = createRoute({
  method: 'post', path: `${path}/{documentId}/cancel`, tags, summary: 'End the work on a document; its file stays', operationId: 'cancelDocument', ...needs('documents:write'),
  request: { params }, responses: { 200: json(document, 'The document as it is now'), ...refusals(404) },
})
const retry = createRoute({
  method: 'post', path: `${path}/{documentId}/retry`, tags, summary: 'Read a document again that failed or was cancelled', operationId: 'retryDocument', ...needs('documents:write'),
  request: { params }, responses: { 202: json(document, 'The document as it is now'), ...refusals(404) },
})
const remove = createRoute({
  method: 'delete', path: `${path}/{documentId}`, tags, summary: 'Delete a document and all that is known from it', operationId: 'deleteDocument', ...needs('documents:write'),
  request: { params }, responses: { 200: json(z.object({ deleted: z.literal(true) }), 'It is gone'), ...refusals(404) },
})
const listOfRoom = createRoute({
  method: 'get', path: ofRoom, tags, summary: 'Documents that a room searches, for those who manage them: its owner and its team', operationId: 'listRoomDocuments', ...needs('documents:read'),
  request: { params: roomParams }, responses: { 200: json(documentList, 'All of them'), ...refusals(404) },
})
const attach = createRoute({
  method: 'put', path: `${ofRoom}/{documentId}`, tags, summary: 'Let a room search a document of yours', operationId: 'attachDocument', ...needs('documents:write'),
  request: { params: bothParams }, responses: { 200: json(z.object({ attached: z.literal(true) }), 'It does'), ...refusals(404, 409) },
})
const detach = createRoute({
  method: 'delete', path: `${ofRoom}/{documentId}`, tags, summary: 'Let a room search a document no longer', operationId: 'detachDocument', ...needs('documents:write'),
  request: { params: bothParams }, responses: { 200: json(z.object({ attached: z.literal(false) }), 'It does not'), ...refusals(404) },
})
const search = createRoute({
  method: 'get', path: `${ofRoom}/search`, tags, summary: 'What the documents of a room answer, by meaning and by words', operationId: 'searchDocuments', ...needs('documents:read'),
  request: { params: roomParams, query: z.object({ q: z.string().min(1).max(500), limit: z.coerce.number().int().min(1).max(50).default(5) }) },
  responses: { 200: json(z.object({ items: z.array(passage) }), 'The nearest passages first'), ...refusals(404) },
})

/** `/api/v1/documents`, and documents of rooms. Throws DomainError `forbidden` that names the plan. */
export function addDocuments(app: ApiRoutes, { db, documents }: ApiDocumentsDeps): void {
  app.openapi(list, async (c) => c.json({ items: (await documents.list(c.get('holder').viewer.accountId)).map(toApiDocument) }, 200))
  app.openapi(add, async (c) => {
    const content = c.req.raw.body
    if (!content) throw new DomainError('invalid-input', 'Cannot add the document: send the file as the body of the request')
    return c.json(await documents.add({ accountId: c.get('holder').viewer.accountId, content, ...c.req.valid('query') }, { signal: c.req.raw.signal }), 202)
  })
  app.openapi(search, async (c) => {
    const { roomId } = c.req.valid('param')
    await requireManagedRoom(db, { accountId: c.get('holder').viewer.accountId, roomId }, 'search the documents')
    const { q, limit } = c.req.valid('query')
    return c.json({ items: await documents.search({ roomId, text: q, limit, signal: c.req.raw.signal }) }, 200)
  })
  app.openapi(listOfRoom, async (c) => c.json({ items: (await documents.listOfRoom({ accountId: c.get('holder').viewer.accountId, ...c.req.valid('param') })).map(toApiDocument) }, 200))
  app.openapi(attach, async (c) => {
    await documents.attach({ accountId: c.get('holder').viewer.accountId, ...c.req.valid('param') })
    return c.json({ attached: true as const }, 200)
  })
  app.openapi(detach, async (c) => {
    await documents.detach({ accountId: c.get('holder').viewer.accountId, ...c.req.valid('param') })
    return c.json({ attached: false as const }, 200)
  })
  app.openapi(read, async (c) => c.json(toApiDocument(await documents.read({ accountId: c.get('holder').viewer.accountId, ...c.req.valid('param') })), 200))
  app.openapi(cancel, async (c) => {
    const own = { accountId: c.get('holder').viewer.accountId, ...c.req.valid('param') }
    await documents.cancel(own)
    return c.json(toApiDocument(await documents.read(own)), 200)
  })
  app.openapi(retry, async (c) => {
    const own = { accountId: c.get('holder').viewer.accountId, ...c.req.valid('param') }
    await documents.retry(own)
    return c.json(toApiDocument(await documents.read(own)), 202)
  })
  app.openapi(remove, async (c) => {
    await documents.delete({ accountId: c.get('holder').viewer.accountId, ...c.req.valid('param') })
    return c.json({ deleted: true as const }, 200)
  })
}

function toApiDocument({ documentId, name, bytes, state, progress, type, refusal, cause, pages, chunks, roomIds, createdAtMs }: Document) {
  return { documentId, name, bytes, state, progress, type, refusal, cause, pages, chunks, roomIds: [...roomIds], createdAt: new Date(createdAtMs).toISOString() }
}
