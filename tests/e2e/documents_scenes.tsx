import type { JSX } from 'hono/jsx/jsx-runtime'
import type { AssetUrl, Messages } from '../../views/mod.ts'
import { DocumentsPage, DocumentsSearchPage } from '../../views/pages/documents/mod.ts'
import type { ListedDocument } from '../../views/pages/documents/mod.ts'

const STARTED_MS = Date.UTC(2026, 4, 12, 14, 2)
const document = (documentId: string, more: Partial<ListedDocument>): ListedDocument => ({
  documentId, name: 'Handbook.pdf', bytes: 2_400_000, state: 'ready', progress: null, late: false, type: 'pdf', refusal: null, cause: null, pages: 120, chunks: 300, roomIds: [], createdAtMs: STARTED_MS, own: true, ...more,
})
const documents = [
  document('a', { name: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenfabrikationsgebäude.docx', state: 'embedding', progress: 0.42, late: true, type: 'docx', pages: null }),
  document('b', { roomIds: ['x', 'y'] }), document('c', { name: 'مستند.pdf', state: 'refused', refusal: 'encrypted', type: null, pages: null }),
  document('d', { name: 'notes.md', bytes: 900, type: 'markdown', pages: null, state: 'failed', cause: 'model-unavailable' }), document('e', { name: 'minutes.txt', type: 'text', state: 'cancelled', own: false }),
]
const passages = [
  { documentName: 'Handbook.pdf', page: 12, text: 'The Kestrel relay forwards every message in nine milliseconds.\nIts queue holds a thousand of them.' }, { documentName: 'notes.md', page: null, text: 'كل رسالة تصل.' },
]

/** Documents in every state, of somebody and of a room, and what a search of them shows. */
export const documentsScenes: Record<string, (assetUrl: AssetUrl, t: Messages) => JSX.Element> = {
  documents: (assetUrl, t) => <DocumentsPage t={t} assetUrl={assetUrl} documents={documents} room={null} refused={null} wrong={{ form: 'add', error: 'file-large' }} />,
  'documents-room': (assetUrl, t) => <DocumentsPage t={t} assetUrl={assetUrl} documents={documents} room={{ roomId: 'brcd-4fgh-jkm2', name: 'Weekly' }} others={documents.slice(1, 3)} refused={null} done='attached' />,
  'documents-search': (assetUrl, t) => <DocumentsSearchPage t={t} assetUrl={assetUrl} code='brcd-4fgh-jkm2' passages={passages} />,
}
