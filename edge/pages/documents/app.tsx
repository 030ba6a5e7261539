import { Hono } from 'hono'
import type { Context } from 'hono'
import type { Viewer } from '../../../domain/account.ts'
import type { Document } from '../../../domain/document.ts'
import { DomainError } from '../../../domain/errors.ts'
import { TIERS } from '../../../domain/tier.ts'
import { requireManagedRoom } from '../../../functions/documents/access.ts'
import type { Documents } from '../../../functions/documents/documents.ts'
import type { Db } from '../../../infra/db/db.ts'
import { routes } from '../../../views/mod.ts'
import { DOCUMENT_DONE, DocumentList, DocumentsPage } from '../../../views/pages/documents/mod.ts'
import type { DocumentDone, DocumentError, DocumentsPageProps } from '../../../views/pages/documents/mod.ts'
import type { DocumentAction } from '../../../views/routes.ts'
import type { PageTools } from '../../open_administration.tsx'

export interface DocumentPagesDeps extends Pick<PageTools, 'accounts' | 'messages' | 'assetUrl'> {
  readonly db: Db
  readonly documents: Documents
}

type Wrong = NonNullable<DocumentsPageProps['wrong']>
type ManagedRoom = Awaited<ReturnType<typeof requireManagedRoom>>

/** `/account/documents` and `/rooms/CODE/documents`, for who is signed in: every form works without a script (303 after POST). */
export function createDocumentPagesApp({ db, documents, accounts, messages, assetUrl }: DocumentPagesDeps) {
  /** Null without a code. Throws DomainError `not-found` for a room that is not theirs to manage, `forbidden` where its owner's plan has no documents. */
  const managed = async ({ accountId }: Viewer, code: string | undefined): Promise<ManagedRoom | null> => (code === undefined || code === '' ? null : requireManagedRoom(db, { accountId, roomId: code }, 'manage documents'))
  const listed = async ({ accountId }: Viewer, room: ManagedRoom | null) => (room ? documents.listOfRoom({ accountId, roomId: room.roomId }) : (await documents.list(accountId)).map((document) => ({ ...document, own: true })))

  const page = async (c: Context, viewer: Viewer, room: ManagedRoom | null, wrong?: Wrong) => {
    const [t, shown, own] = await Promise.all([messages(c), listed(viewer, room), room ? documents.list(viewer.accountId) : []])
    const others: Document[] = own.filter(({ documentId, state }) => state !== 'deleting' && !shown.some((one) => one.documentId === documentId))
    const refused = room || TIERS[viewer.tier].proFeatures ? null : t.documents.notInTier(t.account.tiers[viewer.tier])
    return c.html(<DocumentsPage t={t} assetUrl={assetUrl} documents={shown} others={others} room={room} refused={refused} done={wrong ? null : doneIn(c)} {...(wrong ? { wrong } : {})} />, wrong ? 422 : 200)
  }
  const back = (c: Context, room: ManagedRoom | null, done: DocumentDone) => c.redirect(room ? routes.roomDocuments.to(room.roomId, { done }) : routes.documents.to({ done }), 303)
  /** Does it and says so, or shows the page with what is wrong. */
  const attempt = async (c: Context, viewer: Viewer, room: ManagedRoom | null, { act, done, form }: { act: () => Promise<unknown>; done: DocumentDone; form: Wrong['form'] }) => {
    try {
      await act()
    } catch (error) {
      const known = knownError(error, form)
      if (known === null) throw error
      return page(c, viewer, room, { form, error: known })
    }
    return back(c, room, done)
  }

  return new Hono()
    .get(routes.documents.path, async (c) => page(c, await accounts.require(c), null))
    .get(routes.documentsList.path, async (c) => {
      const viewer = await accounts.require(c)
      const room = await managed(viewer, c.req.query('room'))
      return c.html(<DocumentList t={await messages(c)} documents={await listed(viewer, room)} roomId={room?.roomId ?? null} included={room !== null || TIERS[viewer.tier].proFeatures} />)
    })
    .post(routes.documents.path, async (c) => {
      const viewer = await accounts.require(c)
      const { room: code, document: file } = await c.req.parseBody()
      const room = await managed(viewer, typeof code === 'string' ? code : undefined)
      if (!room && !TIERS[viewer.tier].proFeatures) throw new DomainError('forbidden', `Cannot add a document: the ${viewer.tier} tier does not include it; pro and enterprise do`)
      if (!(file instanceof File) || file.name === '') return page(c, viewer, room, { form: 'add', error: 'file-missing' })
      if (file.size === 0) return page(c, viewer, room, { form: 'add', error: 'file-empty' })
      const act = () => documents.add({ accountId: viewer.accountId, name: file.name, content: file.stream(), roomId: room?.roomId }, { signal: c.req.raw.signal })
      return attempt(c, viewer, room, { act, done: 'added', form: 'add' })
    })
    .post(routes.documentAction.path, async (c) => {
      const viewer = await accounts.require(c)
      const { room: code } = await c.req.parseBody()
      // Who may not manage the room any more may still delete what is theirs.
      const room = await managed(viewer, typeof code === 'string' ? code : undefined).catch(() => null)
      const document = { accountId: viewer.accountId, documentId: c.req.param('document') }
      const acts: Readonly<Record<DocumentAction, readonly [DocumentDone, () => Promise<void>]>> = {
        cancel: ['cancelled', () => documents.cancel(document)], retry: ['retried', () => documents.retry(document)], delete: ['deleted', () => documents.delete(document)],
      }
      const [done, act] = acts[c.req.param('action') as DocumentAction]
      return attempt(c, viewer, room, { act, done, form: 'document' })
    })
    .get(routes.roomDocuments.path, async (c) => {
      const viewer = await accounts.require(c)
      return page(c, viewer, await managed(viewer, c.req.param('code')))
    })
    .post(routes.roomDocument.path, async (c) => {
      const viewer = await accounts.require(c)
      const room = (await managed(viewer, c.req.param('code')))!
      const input = { accountId: viewer.accountId, documentId: c.req.param('document'), roomId: room.roomId }
      return c.req.param('action') === 'attach'
        ? attempt(c, viewer, room, { act: () => documents.attach(input), done: 'attached', form: 'document' })
        : attempt(c, viewer, room, { act: () => documents.detach(input), done: 'detached', form: 'document' })
    })
}

function doneIn(c: Context): DocumentDone | null {
  const given = c.req.query('done')
  return DOCUMENT_DONE.find((done) => done === given) ?? null
}

/** What the page says itself; null for what has a page of its own. */
function knownError(error: unknown, form: Wrong['form']): DocumentError | null {
  if (!(error instanceof DomainError)) return null
  if (error.code === 'not-found' && form === 'document') return 'gone'
  if (error.code === 'invalid-input' && form === 'add') return 'file-empty'
  const words: Partial<Record<typeof error.code, DocumentError>> = { conflict: 'full', 'too-large': 'file-large', unavailable: 'away', timeout: 'away' }
  return words[error.code] ?? null
}
