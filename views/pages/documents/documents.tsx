import { DOCUMENT_MAX_BYTES } from '../../../domain/document.ts'
import type { Document } from '../../../domain/document.ts'
import type { AssetUrl } from '../../assets.ts'
import { ids } from '../../ids.ts'
import type { Messages } from '../../messages/mod.ts'
import { routes } from '../../routes.ts'
import { Sheet } from '../account/sheet.tsx'
import { DocumentList, OtherDocuments } from './list.tsx'
import type { ListedDocument } from './list.tsx'

/** What a page says about what was just done; one of these stands in its address. */
export const DOCUMENT_DONE = Object.freeze(['added', 'deleted', 'cancelled', 'retried', 'attached', 'detached'] as const)
export type DocumentDone = (typeof DOCUMENT_DONE)[number]
export type DocumentError = keyof Messages['documents']['error']

export interface DocumentsPageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  readonly documents: readonly ListedDocument[]
  /** The room that they belong to; null: they are one's own. */
  readonly room: { readonly roomId: string; readonly name: string } | null
  /** One's own that the room does not search. */
  readonly others?: readonly Document[]
  /** Why nothing can be added; null: it can. */
  readonly refused: string | null
  readonly done?: DocumentDone | null
  readonly wrong?: { readonly form: 'add' | 'document'; readonly error: DocumentError }
}

/** Types that pickers of files offer; what a file is shows when it is read. */
const ACCEPT = '.pdf,.docx,.md,.markdown,.txt,application/pdf,text/plain,text/markdown'

/** `/account/documents`, and `/rooms/CODE/documents` for those who manage the room's. */
export function DocumentsPage({ t, assetUrl, documents, room, others = [], refused, done = null, wrong }: DocumentsPageProps) {
  const title = room ? t.documents.ofRoom(room.name) : t.documents.title
  return (
    <Sheet t={t} assetUrl={assetUrl} title={title} wrong={wrong !== undefined} wide scripts={['htmx.js', 'local_time.js', 'files.js']}>
      <p>{t.documents.lead}</p>
      {done !== null && <p class='note' role='status'>{t.documents.done[done]}</p>}
      {wrong?.form === 'document' && <p class='note' data-tone='danger' role='alert'>{t.documents.error[wrong.error]}</p>}
      {refused !== null && <p class='note'>{refused}</p>}
      {(refused === null || documents.length > 0) && <DocumentList t={t} documents={documents} roomId={room?.roomId ?? null} included={refused === null} />}
      {refused === null && <AddDocument t={t} roomId={room?.roomId ?? null} error={wrong?.form === 'add' ? wrong.error : undefined} />}
      {refused === null && room && <OtherDocuments t={t} documents={others} roomId={room.roomId} />}
      <p>
        {room ? <a href={routes.roomSettings.to(room.roomId)}>{t.rooms.settingsTitle(room.name)}</a> : <a href={routes.account.to()}>{t.account.page.title}</a>}
      </p>
    </Sheet>
  )
}

function AddDocument({ t, roomId, error }: { t: Messages; roomId: string | null; error: DocumentError | undefined }) {
  const { add } = t.documents
  const title = ids.field('add-document')
  return (
    <section class='account-section' aria-labelledby={title}>
      <h2 id={title}>{add.title}</h2>
      <form method='post' action={routes.documents.to()} enctype='multipart/form-data' class='stack' novalidate>
        {roomId !== null && <input type='hidden' name='room' value={roomId} />}
        <div class='field'>
          <label for={ids.field('document')}>{add.file}</label>
          <input
            id={ids.field('document')} type='file' name='document' accept={ACCEPT} required data-max-bytes={String(DOCUMENT_MAX_BYTES)} data-too-large={t.documents.error['file-large']} autofocus={error !== undefined}
            {...(error ? { 'aria-invalid': 'true' as const } : {})} aria-describedby={[ids.fieldHint('document'), ids.fieldError('document')].join(' ')}
          />
          <p class='hint' id={ids.fieldHint('document')}>{add.hint}</p>
          <p class='field-error' id={ids.fieldError('document')} role='alert' hidden={error === undefined}>{error && t.documents.error[error]}</p>
        </div>
        <button class='button button-primary' type='submit'>{add.submit}</button>
      </form>
    </section>
  )
}
