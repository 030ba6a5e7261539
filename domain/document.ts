import { z } from 'zod'

export const DOCUMENT_MAX_BYTES = 10 * 1024 * 1024
/** What is beyond is not read: the document is refused. */
export const DOCUMENT_PAGES_MAX = 2_000
export const DOCUMENT_CHARACTERS_MAX = 2_000_000
/** Documents of one account, and of one room. */
export const DOCUMENTS_MAX = 200
export const ROOM_DOCUMENTS_MAX = 50

/** By content; a file's name says nothing. */
export const documentTypeSchema = z.enum(['pdf', 'docx', 'markdown', 'text'])
export type DocumentType = z.infer<typeof documentTypeSchema>

/** Why a file is of no use. */
export const documentRefusalSchema = z.enum([
  'empty', 'unsupported', 'broken', 'encrypted', 'bad-encoding', 'too-many-pages', 'too-much-text', 'too-slow', 'too-much-memory', 'no-text',
])
export type DocumentRefusal = z.infer<typeof documentRefusalSchema>

/**
 * `uploading`: its bytes are on their way. `queued`: whole, nothing works on it yet. `reading`, `embedding`, `storing`: what is being done.
 * `ready`: it is searched. `refused`: it cannot be read. `failed`, `cancelled`: may be tried again. `deleting`: being erased.
 */
export const documentStateSchema = z.enum(['uploading', 'queued', 'reading', 'embedding', 'storing', 'ready', 'refused', 'failed', 'cancelled', 'deleting'])
export type DocumentState = z.infer<typeof documentStateSchema>

/** A document as those who manage it see it. */
export interface Document {
  readonly documentId: string
  /** As the file was called: shown, and used for nothing else. */
  readonly name: string
  readonly bytes: number
  readonly state: DocumentState
  /** 0 to 1, while something works on it. */
  readonly progress: number | null
  /** Nothing was heard of the work on it for longer than usual, as where nothing does long work now. */
  readonly late: boolean
  /** Null before it was read. */
  readonly type: DocumentType | null
  readonly refusal: DocumentRefusal | null
  /** What went wrong, for `failed`: a code of an error. */
  readonly cause: string | null
  /** Null where the document has none. */
  readonly pages: number | null
  /** Pieces that are searched. */
  readonly chunks: number
  /** Rooms that search it, by their codes. */
  readonly roomIds: readonly string[]
  readonly createdAtMs: number
}

/** Whether something works on it, or should. */
export function isDocumentAtWork({ state }: Pick<Document, 'state'>): boolean {
  return state === 'uploading' || state === 'queued' || state === 'reading' || state === 'embedding' || state === 'storing' || state === 'deleting'
}

const NAME_MAX = 200
/** Control characters, and those that turn the direction of what follows: a name ends where it seems to end. */
// deno-lint-ignore no-control-regex
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** @returns the name of an uploaded file as it may be shown: its last part, without what hides or turns text; null when nothing is left */
export function documentName(given: string): string | null {
  const last = given.normalize('NFC').replace(HIDDEN, '').split(/[/\\]/).at(-1)!.replace(/\s+/g, ' ').trim()
  if (last === '' || /^\.+$/.test(last)) return null
  return [...last].slice(0, NAME_MAX).join('')
}
