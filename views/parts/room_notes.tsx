import type { Room } from '../../domain/room.ts'
import type { Id } from '../ids.ts'
import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { Icon } from './icons.tsx'

/** Says that the room's length runs out; `minutes` null: not soon. The script counts down beside it. */
export function EndingNote({ t, ending, oob }: { t: Messages; ending: { readonly minutes: number; readonly endsAtMs: number } | null; oob?: 'true' }) {
  return (
    <div id={ids.ending} class='notes' role='status' hx-swap-oob={oob}>
      {ending && (
        <p class='note' data-tone='warning'>
          {t.hosts.ending(ending.minutes)} <span class='countdown' aria-hidden='true' data-ends-at={String(ending.endsAtMs)}></span>
        </p>
      )}
    </div>
  )
}

/** What a host did that concerns the person who looks at the page. */
export function HostNote({ text, oob }: { text: string | null; oob?: 'true' }) {
  return (
    <div id={ids.hostNote} class='notes' role='status' hx-swap-oob={oob}>
      {text !== null && <p class='note' data-tone='warning'>{text}</p>}
    </div>
  )
}

/** Why something that was asked for is not done, where the person who asked looks. */
export function Refusal({ text, oob, id = ids.refusal }: { text: string | null; oob?: 'true'; id?: Id }) {
  return (
    <div id={id} class='notes' role='alert' hx-swap-oob={oob}>
      {text !== null && <p class='note' data-tone='danger'>{text}</p>}
    </div>
  )
}

/** The room's name with its lock, in the head of the page. */
export function RoomName({ t, room: { roomId, name, locked, keepsAudio = false }, oob }: { t: Messages; room: Room; oob?: 'true' }) {
  return (
    <span id={ids.roomName} class='room-name' hx-swap-oob={oob}>
      <bdi class={name === roomId ? 'code' : undefined}>{name}</bdi>
      {locked && (
        <span class='room-locked'>
          <Icon name='lock' />
          <span class='visually-hidden'>{t.hosts.locked}</span>
        </span>
      )}
      {keepsAudio && <span class='status-chip' data-tone='warning'>{t.speakers.kept}</span>}
    </span>
  )
}
