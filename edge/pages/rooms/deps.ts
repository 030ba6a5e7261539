import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { DomainError } from '../../../domain/errors.ts'
import type { Language } from '../../../domain/language.ts'
import type { LanguageState, Reading } from '../../../domain/language_state.ts'
import type { Documents } from '../../../functions/documents/documents.ts'
import type { SpeakerNames } from '../../../functions/diarization/name_speaker.ts'
import type { Identity as Who } from '../../../functions/rooms/record.ts'
import type { Actor, Rooms } from '../../../functions/rooms/rooms.ts'
import type { AssetUrl } from '../../../views/mod.ts'
import type { AccountSession } from '../../gateway/account_session.ts'
import type { DeviceId } from '../../gateway/device.ts'
import type { Limits } from '../../gateway/limit_requests.ts'
import type { MessagesOf } from '../../gateway/locale.ts'
import type { Session } from '../../gateway/session.ts'
import type { Hubs } from '../../hub/hubs.ts'
import type { HomeDeps } from '../home.tsx'

export interface RoomPagesDeps extends Pick<HomeDeps, 'signIn' | 'meetings' | 'asksGoogle'> {
  readonly rooms: Rooms
  readonly session: Session
  readonly accounts: AccountSession
  /** Without it browsers are not known again: whoever opens a room is its guest like the others, and bans hold for accounts only. */
  readonly deviceId?: DeviceId
  /** How often rooms may be tried; absent: as often as one likes. */
  readonly limits?: Pick<Limits, 'attempt'>
  readonly hubs: Hubs
  readonly assetUrl: AssetUrl
  readonly messages: MessagesOf
  /** Which languages can be read, asked anew for each page: engines come and go. */
  readonly reading: () => Promise<Reading>
  /** Fetches a language that somebody picked to read, in the background; absent: what is here is all there is. */
  readonly prepare?: (reads: Language) => Promise<LanguageState>
  /** How much of an account's speech was collected for a voice, ms; null: it is not switched on. Absent: nothing is collected here. */
  readonly collectedSoFar?: (accountId: string) => Promise<number | null>
  /** Names people who were told apart at shared microphones; absent: nobody is told apart here. */
  readonly speakers?: Pick<SpeakerNames, 'inRoom'>
  /** Searches what the room's owner attached; absent: rooms have no documents here. */
  readonly documents?: Pick<Documents, 'search' | 'hasAny'>
  readonly secure: boolean
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** Who comes to a room: the account and the browser. An account that cannot be asked for just now counts as none. */
export async function whoComes(c: Context, { accounts, deviceId }: Pick<RoomPagesDeps, 'accounts' | 'deviceId'>): Promise<Who> {
  const [viewer, device] = await Promise.all([accounts.viewer(c).catch(ignoreOutage), deviceId?.(c) ?? null])
  return {
    accountId: viewer?.accountId ?? null,
    // Rooms keep a hash, so that nobody who reads them can pose as the browser.
    deviceId: device === null ? null : createHash('sha256').update(device).digest('base64url'),
  }
}

/** Who asks something of a room: the member, the account, or both. Throws DomainError `unavailable` when neither can be told just now. */
export async function whoAsks(c: Context, { session, accounts }: Pick<RoomPagesDeps, 'session' | 'accounts'>, code: string): Promise<Actor> {
  const me = await session.identify(c, code)
  const asked = accounts.viewer(c)
  const viewer = await (me ? asked.catch(ignoreOutage) : asked)
  return { peerId: me?.peerId ?? null, accountId: viewer?.accountId ?? null }
}

function ignoreOutage(error: unknown): null {
  if (error instanceof DomainError && error.code === 'unavailable') return null
  throw error
}
