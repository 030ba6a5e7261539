export { DOCUMENT_DONE, type DocumentDone, type DocumentError, DocumentsPage, type DocumentsPageProps } from './documents.tsx'
export { DocumentList, type DocumentListProps, type ListedDocument } from './list.tsx'
export { DocumentsSearchPage } from './search.tsx'
