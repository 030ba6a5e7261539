import type { Document } from '../../domain/document.ts'
import type { AddDocumentInput } from './add.ts'
import type { AttachInput } from './attach.ts'
import type { DocumentInput } from './context.ts'

/** A piece of a document that answers a text. */
export interface Passage {
  readonly documentId: string
  /** As its owner called the file. */
  readonly documentName: string
  /** The first is 1; null where the document has no pages. */
  readonly page: number | null
  readonly chunkId: string
  readonly text: string
  /** By reciprocal rank fusion: larger is nearer, comparable within one answer only. */
  readonly score: number
  /** Cosine of the meanings, -1 to 1: below 0.3 little connects them. Null where only words were found. */
  readonly similarity: number | null
}

/** A name or a term that a document has, as it is written there. */
export interface DocumentTerm {
  readonly term: string
  /** How often the document has it. */
  readonly count: number
  readonly documentId: string
  /** The piece that has it first. */
  readonly chunkId: string
}

export interface SearchInput {
  readonly roomId: string
  readonly text: string
  /** Passages at most; 5 where it is left out. */
  readonly limit?: number
  readonly signal?: AbortSignal
  /** After so many ms there is no answer but DomainError `timeout`, whatever still works on one. Left out, it waits. */
  readonly deadlineMs?: number
}

/** What the documents of a room know: for whoever was let into the room, or works for it. */
export interface RoomDocuments {
  /** The nearest passages first; none when the room has no documents. Throws DomainError `timeout`, `unavailable`, or the signal's reason. */
  search(input: SearchInput): Promise<Passage[]>
  /** Those that are there most often first, at most 1,000; a term of two documents comes twice. Throws DomainError `unavailable`. */
  termsOf(roomId: string): Promise<DocumentTerm[]>
}

/** A document that a room searches, or will. */
export interface RoomDocument extends Document {
  /** Whether it belongs to who asks: others may detach it, and no more. */
  readonly own: boolean
}

interface Options {
  readonly signal?: AbortSignal
}

interface OfRoom {
  readonly accountId: string
  readonly roomId: string
}

/** Documents of people, and of the rooms that search them. Each verb is described where it is defined. */
export interface Documents extends RoomDocuments {
  /** Whether a room has anything to search. Throws DomainError `unavailable`. */
  hasAny(roomId: string): Promise<boolean>
  list(accountId: string): Promise<Document[]>
  listOfRoom(input: OfRoom): Promise<RoomDocument[]>
  read(document: DocumentInput): Promise<Document>
  add(input: AddDocumentInput, options?: Options): Promise<{ documentId: string }>
  attach(input: AttachInput): Promise<void>
  detach(input: AttachInput): Promise<void>
  cancel(document: DocumentInput): Promise<void>
  retry(document: DocumentInput): Promise<void>
  delete(document: DocumentInput): Promise<void>
  eraseAccount(account: { readonly accountId: string }): Promise<void>
  tend(): Promise<void>
  sweep(): Promise<void>
}
