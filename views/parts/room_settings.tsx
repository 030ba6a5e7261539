import type { Role, Room } from '../../domain/room.ts'
import { isHost, PASSCODE_MAX, PASSCODE_MIN, ROOM_NAME_MAX } from '../../domain/room.ts'
import { TIERS } from '../../domain/tier.ts'
import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import type { RoomSetting } from '../routes.ts'
import { routes } from '../routes.ts'
import { Icon } from './icons.tsx'

interface RoomSettingsProps {
  readonly t: Messages
  readonly room: Room
  /** Of the person who looks at the page. */
  readonly role: Role
  readonly oob?: 'true'
}

function Switch({ t, to, name, on, label, hint }: { t: Messages; to: string; name: string; on: boolean; label: string; hint: string }) {
  const hintId = `${name}-hint`
  return (
    <form method='post' action={to} hx-post={to} hx-swap='none' hx-trigger='change, submit' class='setting'>
      <label class='choice choice-wide'>
        <input type='checkbox' name={name} checked={on} autocomplete='off' aria-describedby={hintId} /> {label}
      </label>
      <p class='hint' id={hintId}>{hint}</p>
      <noscript>
        <button class='button' type='submit'>{t.common.save}</button>
      </noscript>
    </form>
  )
}

/** What hosts decide about the room: in the meeting's dialog, and on a page of its own. Empty for guests. */
export function RoomSettings({ t, room, role, oob }: RoomSettingsProps) {
  const to = (setting: RoomSetting) => routes.roomSetting.to(room.roomId, setting)
  const { hosts } = t
  return (
    <div id={ids.roomSettings} class='stack' hx-swap-oob={oob}>
      {isHost({ role }) && (
        <>
          <Switch t={t} to={to('lock')} name='locked' on={room.locked} label={hosts.lock} hint={hosts.lockHint} />
          <Switch t={t} to={to('lobby')} name='lobby' on={room.lobby} label={hosts.lobby} hint={hosts.lobbyHint} />
          <form method='post' action={to('passcode')} hx-post={to('passcode')} hx-swap='none' class='setting'>
            <div class='field'>
              <label for={ids.field('passcode')}>{hosts.passcode}</label>
              <input
                id={ids.field('passcode')} name='passcode' type='text' autocomplete='off' required minlength={PASSCODE_MIN} maxlength={PASSCODE_MAX}
                aria-describedby='passcode-hint'
              />
              <p class='hint' id='passcode-hint'>{room.hasPasscode ? hosts.passcodeSet : hosts.passcodeNone} {hosts.passcodeHint(PASSCODE_MIN)}</p>
            </div>
            <button class='button' type='submit'>{hosts.savePasscode}</button>
          </form>
          {room.hasPasscode && (
            <form method='post' action={to('no-passcode')} hx-post={to('no-passcode')} hx-swap='none'>
              <button class='button' type='submit'>{hosts.removePasscode}</button>
            </form>
          )}
          <form method='post' action={to('rename')} hx-post={to('rename')} hx-swap='none' class='setting'>
            <div class='field'>
              <label for={ids.field('room-name')}>{hosts.name}</label>
              <input id={ids.field('room-name')} name='name' type='text' value={room.name} autocomplete='off' required maxlength={ROOM_NAME_MAX} />
            </div>
            <button class='button' type='submit'>{hosts.rename}</button>
          </form>
          {role === 'owner' && TIERS[room.tier].proFeatures && (
            <Switch t={t} to={to('keep-audio')} name='kept' on={room.keepsAudio ?? false} label={t.speakers.keep} hint={t.speakers.keepHint} />
          )}
          {role === 'owner' && (
            <form method='post' action={to('end')} hx-post={to('end')} hx-swap='none' hx-confirm={hosts.endAsk} class='setting'>
              <p class='hint'>{hosts.endHint}</p>
              <button class='button button-danger' type='submit'>{hosts.end}</button>
            </form>
          )}
        </>
      )}
    </div>
  )
}

/** Opens the settings of the meeting; nothing for guests. */
export function MeetingSettingsButton({ t, role, oob }: { t: Messages; role: Role; oob?: 'true' }) {
  return (
    <span id={ids.meetingSettingsButton} hx-swap-oob={oob}>
      {isHost({ role }) && (
        <button class='button button-small' type='button' data-action='meeting' aria-haspopup='dialog'>
          <Icon name='settings' />
          {t.hosts.settings}
        </button>
      )}
    </span>
  )
}
