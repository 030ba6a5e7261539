import { Hono } from 'hono'
import { DomainError } from '../../../domain/errors.ts'
import type { RoomDocuments } from '../../../functions/documents/documents.ts'
import { routes } from '../../../views/mod.ts'
import { DocumentsSearchPage } from '../../../views/pages/documents/mod.ts'
import { Passages, QUESTION_MAX } from '../../../views/parts/documents_panel.tsx'
import type { MessagesOf } from '../../gateway/locale.ts'
import type { Session } from '../../gateway/session.ts'
import type { PageTools } from '../../open_administration.tsx'

export interface DocumentsSearchDeps extends Pick<PageTools, 'assetUrl'> {
  readonly documents: Pick<RoomDocuments, 'search'>
  readonly session: Pick<Session, 'require'>
  readonly messages: MessagesOf
  /** Hears that a question was answered; must not throw. */
  readonly asked?: ((roomId: string) => void) | undefined
}

/** Whoever asks can wait a little. */
const DEADLINE_MS = 5_000

/** `/rooms/CODE/documents/search`: what the room's documents answer, for everyone who is in it. */
export function createDocumentsSearchApp({ documents, session, messages, asked, assetUrl }: DocumentsSearchDeps) {
  return new Hono().get(routes.documentsSearch.path, async (c) => {
    const code = c.req.param('code')
    await session.require(c, code)
    const [t, text] = [await messages(c), (c.req.query('q') ?? '').slice(0, QUESTION_MAX)]
    const scripted = c.req.header('hx-request') !== undefined && c.req.header('hx-boosted') === undefined
    c.header('vary', 'HX-Request')
    try {
      const passages = await documents.search({ roomId: code, text, signal: c.req.raw.signal, deadlineMs: DEADLINE_MS })
      if (text.trim() !== '') asked?.(code)
      return c.html(scripted ? <Passages t={t} passages={passages} /> : <DocumentsSearchPage t={t} assetUrl={assetUrl} code={code} passages={passages} />)
    } catch (error) {
      // A page that asked by itself keeps its place: the answer says that there was none.
      if (scripted && error instanceof DomainError && (error.code === 'timeout' || error.code === 'unavailable' || error.code === 'model-unavailable')) return c.html(<Passages t={t} passages={null} failed />)
      throw error
    }
  })
}
