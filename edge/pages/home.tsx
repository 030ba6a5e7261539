import { Hono } from 'hono'
import type { Context } from 'hono'
import { DomainError } from '../../domain/errors.ts'
import type { Reading } from '../../domain/language_state.ts'
import type { MeetingSummary, Page } from '../../domain/transcript.ts'
import type { Rooms } from '../../functions/rooms/rooms.ts'
import type { AssetUrl, FormErrors, HomeOverview, JoinForm } from '../../views/mod.ts'
import { HomePage, routes } from '../../views/mod.ts'
import type { AccountSession } from '../gateway/account_session.ts'
import type { MessagesOf } from '../gateway/locale.ts'
import { emptyForm } from './form.ts'

/** Transcripts on the start page; the others are behind a link. */
const RECENT = 5

export interface HomeDeps {
  readonly rooms: Pick<Rooms, 'list'>
  readonly accounts: Pick<AccountSession, 'viewer'>
  /** Whether people can have accounts here. */
  readonly signIn?: boolean
  /** The newest meetings that an account may read; absent where nothing is kept. */
  readonly meetings?: ((accountId: string, options: { readonly limit: number }) => Promise<Page<MeetingSummary>>) | undefined
  readonly assetUrl: AssetUrl
  readonly messages: MessagesOf
  /** Which languages can be read, asked anew for each page: engines come and go. */
  readonly reading: () => Promise<Reading>
  /** Whether texts may go to Google to be spoken, which pages then say; absent: they never do. */
  readonly asksGoogle?: () => Promise<boolean>
}

/** The start page. */
export function createHomeApp(deps: HomeDeps) {
  return new Hono().get(routes.home.path, (c) => homePage(c, deps))
}

/** The start page with its form empty, or as it was typed with what is wrong in it (422). */
export async function homePage(c: Context, deps: HomeDeps, wrong?: { readonly form: JoinForm; readonly errors: FormErrors }): Promise<Response> {
  const { assetUrl, messages, reading, asksGoogle, signIn = false } = deps
  const [t, overview, languages, google] = await Promise.all([messages(c), overviewOf(c, deps), reading(), asksGoogle?.() ?? false])
  const form = wrong?.form ?? emptyForm(c)
  // Who is signed in has told us their name already.
  const filled = overview && !wrong && form.name === '' ? { ...form, name: overview.viewer.name } : form
  return c.html(
    <HomePage t={t} assetUrl={assetUrl} form={filled} errors={wrong?.errors ?? {}} reading={languages} google={google} signIn={signIn} overview={overview} />,
    wrong ? 422 : 200,
  )
}

async function overviewOf(c: Context, { rooms, accounts, meetings }: HomeDeps): Promise<HomeOverview | null> {
  const viewer = await unlessAway(accounts.viewer(c))
  if (!viewer) return null
  const { accountId } = viewer
  const [own, recent] = await Promise.all([unlessAway(rooms.list({ accountId })), meetings ? unlessAway(meetings(accountId, { limit: RECENT })) : { items: [] }])
  return { viewer, rooms: own, meetings: recent?.items ?? null }
}

/** Null while the database is away: meetings go on without it, and so does the form that starts one. */
async function unlessAway<Value>(asked: Promise<Value>): Promise<Value | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof DomainError && error.code === 'unavailable') return null
    throw error
  }
}
