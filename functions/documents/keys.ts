import type { DocumentInput } from './context.ts'

/** Where files of documents lie. Everything of one document is below its prefix, so that it can be erased at once; names of files are no part of it. */
export const documentsPrefix = (accountId: string): string => `accounts/${accountId}/documents/`
export const documentPrefix = ({ accountId, documentId }: DocumentInput): string => `${documentsPrefix(accountId)}${documentId}/`

/** As it was uploaded. */
export const uploadKey = (document: DocumentInput): string => `${documentPrefix(document)}upload`

/** What work makes on the way; gone once the document is ready. */
export const madePrefix = (document: DocumentInput): string => `${documentPrefix(document)}made/`
/** What it says: JSON. */
export const textKey = (document: DocumentInput): string => `${madePrefix(document)}text`
/** Its terms, by pieces: JSON. */
export const termsKey = (document: DocumentInput): string => `${madePrefix(document)}terms`
/** Pieces, JSON, and their vectors, numbers of 32 bits one after the other. */
export const partKey = (document: DocumentInput, part: number): string => `${madePrefix(document)}${part}.chunks`
export const vectorsKey = (document: DocumentInput, part: number): string => `${madePrefix(document)}${part}.vectors`
