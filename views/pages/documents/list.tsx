import { isDocumentAtWork } from '../../../domain/document.ts'
import type { Document } from '../../../domain/document.ts'
import { ids } from '../../ids.ts'
import type { Messages } from '../../messages/mod.ts'
import { Moment } from '../../parts/moment.tsx'
import { routes } from '../../routes.ts'

/** A document with what may be done to it. */
export interface ListedDocument extends Document {
  readonly own: boolean
}

export interface DocumentListProps {
  readonly t: Messages
  readonly documents: readonly ListedDocument[]
  /** The room that searches them; null: they are someone's own. */
  readonly roomId: string | null
  /** Whether the plan has documents: without, they can be deleted and nothing else. */
  readonly included: boolean
}

/** Looks count as requests: work that takes longer is not asked about all the time. */
const LOOK_EVERY = 'every 3s'

/** Documents; while one of them is being worked on, the list asks for itself again. */
export function DocumentList({ t, documents, roomId, included }: DocumentListProps) {
  const looks = documents.some(isDocumentAtWork) ? { 'hx-get': routes.documentsList.to({ room: roomId ?? undefined }), 'hx-trigger': LOOK_EVERY, 'hx-swap': 'outerHTML' } : {}
  return (
    <div id={ids.documents} class='documents' {...looks}>
      {documents.length === 0 ? <p class='hint'>{t.documents.none}</p> : documents.map((document) => <DocumentCard t={t} document={document} roomId={roomId} included={included} />)}
    </div>
  )
}

function DocumentCard({ t, document, roomId, included }: { t: Messages; document: ListedDocument; roomId: string | null; included: boolean }) {
  const { documentId, name, state, own } = document
  const title = ids.field(`document-${documentId}`)
  const words = t.documents
  return (
    <article class='document' aria-labelledby={title}>
      <header class='document-head'>
        <h2 id={title}>
          <bdi>{name}</bdi>
        </h2>
        <span class='status-chip' data-tone={state === 'refused' || state === 'failed' ? 'danger' : state === 'cancelled' ? 'warning' : undefined} role='status'>{words.state[state]}</span>
      </header>
      <p class='hint'>
        <Moment t={t} ms={document.createdAtMs} />
        {[size(t, document.bytes), document.type && words.type[document.type], document.pages && words.pages(document.pages), roomId === null && words.searchedIn(document.roomIds.length)]
          .filter((part) => typeof part === 'string' && part !== '').map((part) => ` · ${part}`).join('')}
      </p>
      {isDocumentAtWork(document) && state !== 'deleting' && <Progress t={t} document={document} />}
      {document.late && <p class='hint'>{words.late}</p>}
      {state === 'refused' && <p class='field-error'>{words.refusal[document.refusal ?? 'broken']}</p>}
      {state === 'failed' && <p class='field-error'>{words.failedLead} {causeOf(t, document)}</p>}
      {state !== 'deleting' && (
        <div class='document-actions'>
          {own && isDocumentAtWork(document) && <Act to={routes.documentAction.to(documentId, 'cancel')} roomId={roomId} label={words.cancel} named={words.cancelNamed(name)} />}
          {own && included && (state === 'failed' || state === 'cancelled') && <Act to={routes.documentAction.to(documentId, 'retry')} roomId={roomId} label={words.retry} named={words.retryNamed(name)} />}
          {roomId !== null && <Act to={routes.roomDocument.to(roomId, documentId, 'detach')} roomId={roomId} label={words.detach} named={words.detachNamed(name)} />}
          {own && (
            <details class='ask'>
              <summary aria-label={`${words.delete}… ${name}`}>{words.delete}…</summary>
              <form method='post' action={routes.documentAction.to(documentId, 'delete')} class='stack'>
                {roomId !== null && <input type='hidden' name='room' value={roomId} />}
                <p class='hint'>{words.deleteLead}</p>
                <button class='button button-danger' type='submit'>{words.deleteNamed(name)}</button>
              </form>
            </details>
          )}
        </div>
      )}
    </article>
  )
}

/** One's own documents that a room does not search yet. */
export function OtherDocuments({ t, documents, roomId }: { t: Messages; documents: readonly Document[]; roomId: string }) {
  const title = ids.field('other-documents')
  return (
    <section class='account-section' aria-labelledby={title}>
      <h2 id={title}>{t.documents.others}</h2>
      {documents.length === 0 && <p class='hint'>{t.documents.noneOfMine}</p>}
      {documents.map(({ documentId, name }) => (
        <div class='document-row'>
          <bdi>{name}</bdi>
          <Act to={routes.roomDocument.to(roomId, documentId, 'attach')} roomId={roomId} label={t.documents.attach} named={t.documents.attachNamed(name)} />
        </div>
      ))}
    </section>
  )
}

function Progress({ t, document: { name, progress } }: { t: Messages; document: Document }) {
  const percent = Math.round((progress ?? 0) * 100)
  return (
    <p class='document-progress'>
      <progress max={100} value={percent} aria-label={t.documents.progress(name)} /> <span>{t.documents.percent(percent)}</span>
    </p>
  )
}

function Act({ to, roomId, label, named }: { to: string; roomId: string | null; label: string; named: string }) {
  return (
    <form method='post' action={to}>
      {roomId !== null && <input type='hidden' name='room' value={roomId} />}
      <button class='button' type='submit' aria-label={named}>{label}</button>
    </form>
  )
}

function causeOf(t: Messages, { cause }: Document): string {
  return cause !== null && Object.hasOwn(t.errors, cause) ? `${t.errors[cause as keyof typeof t.errors].title}.` : ''
}

function size(t: Messages, bytes: number): string {
  return bytes === 0 ? '' : new Intl.NumberFormat(t.locale, { style: 'unit', unit: bytes < 1_000_000 ? 'kilobyte' : 'megabyte', maximumFractionDigits: bytes < 1_000_000 ? 0 : 1 }).format(Math.max(bytes / (bytes < 1_000_000 ? 1_000 : 1_000_000), 1))
}
