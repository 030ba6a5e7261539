import { addDocument } from './add.ts'
import { attachDocument, detachDocument } from './attach.ts'
import { cancelDocument, retryDocument } from './change.ts'
import type { DocumentsDeps } from './context.ts'
import type { Documents } from './documents.ts'
import { deleteDocument, eraseAccountDocuments } from './erase.ts'
import { listDocuments, listRoomDocuments, readDocument } from './list.ts'
import { searchedDocuments } from './room_documents.ts'
import { createSearch } from './search.ts'
import { sweepDocumentFiles, tendDocuments } from './tend.ts'
import { termsOfRoom } from './terms_of.ts'

export function createDocuments(deps: DocumentsDeps): Documents {
  return {
    search: createSearch(deps),
    termsOf: (roomId) => termsOfRoom(deps, roomId),
    hasAny: async (roomId) => (await searchedDocuments(deps.db, roomId)).length > 0,
    list: (accountId) => listDocuments(deps, accountId),
    listOfRoom: (input) => listRoomDocuments(deps, input),
    read: (document) => readDocument(deps, document),
    add: (input, options) => addDocument(deps, input, options),
    attach: (input) => attachDocument(deps, input),
    detach: (input) => detachDocument(deps, input),
    cancel: (document) => cancelDocument(deps, document),
    retry: (document) => retryDocument(deps, document),
    delete: (document) => deleteDocument(deps, document),
    eraseAccount: (account) => eraseAccountDocuments(deps, account),
    tend: () => tendDocuments(deps),
    sweep: () => sweepDocumentFiles(deps),
  }
}
