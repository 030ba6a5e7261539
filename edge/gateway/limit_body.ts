import { bodyLimit } from 'hono/body-limit'
import type { Context, MiddlewareHandler } from 'hono'
import { DOCUMENT_MAX_BYTES } from '../../domain/document.ts'
import { DomainError } from '../../domain/errors.ts'
import { CSV_MAX_BYTES } from '../../domain/vocabulary.ts'
import { SAMPLE_MAX_BYTES } from '../../domain/voice.ts'
import { routes } from '../../views/mod.ts'

/** What a form says around the file that it sends. */
const FORM_BYTES = 64 * 1024

/** Where more is taken than elsewhere: what is uploaded. */
const UPLOADS: Readonly<Record<string, number>> = Object.freeze({
  [routes.voices.path]: SAMPLE_MAX_BYTES + FORM_BYTES,
  [routes.apiVoices.path]: SAMPLE_MAX_BYTES,
  [routes.documents.path]: DOCUMENT_MAX_BYTES + FORM_BYTES,
  [routes.apiDocuments.path]: DOCUMENT_MAX_BYTES,
  [routes.vocabularyImport.path]: CSV_MAX_BYTES + FORM_BYTES,
  [routes.apiVocabularyImport.path]: CSV_MAX_BYTES,
})

/** Refuses larger bodies with DomainError `too-large`, before they are read where their length is known; uploads have limits of their own. */
export function limitBody(maxBytes: number): MiddlewareHandler {
  const usual = bodyLimit({ maxSize: maxBytes, onError: (c) => refuse(c, maxBytes) })
  const uploads = new Map(Object.entries(UPLOADS).map(([path, most]) => [path, bodyLimit({ maxSize: most, onError: (c) => refuse(c, most, 'file') })]))
  return async function limitBody(c, next) {
    return (uploads.get(c.req.path) ?? usual)(c, next)
  }
}

/** The rest of the body stays unread, so the connection serves nothing after it: it says so before it closes. */
function refuse(c: Context, maxBytes: number, what: 'body' | 'file' = 'body'): never {
  c.header('connection', 'close')
  // Whoever sends a file thinks in megabytes.
  throw new DomainError('too-large', what === 'file' ? `The file is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB` : `The body is larger than ${maxBytes} bytes`)
}
