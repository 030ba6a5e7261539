import type { Child } from 'hono/jsx'
import type { Participant, Role, Room } from '../../domain/room.ts'
import { TIERS } from '../../domain/tier.ts'
import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { CAPTION_SIZES } from './caption_size.ts'
import { DeviceFields } from './device_fields.tsx'
import { Icon } from './icons.tsx'
import { LocaleSwitch } from './locale_switch.tsx'
import { Refusal } from './room_notes.tsx'
import { RoomSettings } from './room_settings.tsx'
import { SharedMicrophone, SharedMicrophoneHint } from './speakers.tsx'
import { DuckField } from './voice.tsx'

function Dialog({ t, id, title, children }: { t: Messages; id: string; title: string; children?: Child }) {
  const titleId = `${id}-title`
  return (
    <dialog id={id} class='dialog' aria-labelledby={titleId}>
      <form method='dialog' class='dialog-head'>
        <h2 id={titleId}>{title}</h2>
        <button class='button button-quiet button-icon' type='submit'>
          <Icon name='close' />
          <span class='visually-hidden'>{t.common.close}</span>
        </button>
      </form>
      <div class='dialog-body'>{children}</div>
    </dialog>
  )
}

const KEYS = [
  ['M', 'keyMute'],
  ['V', 'keyCamera'],
  ['C', 'keyCaptions'],
  ['?', 'keyHelp'],
] as const

/** All keys of the room. They rest while a field is in use. */
export function KeysDialog({ t }: { t: Messages }) {
  return (
    <Dialog t={t} id={ids.keys} title={t.dialogs.keyboard}>
      <dl class='keys'>
        {KEYS.map(([key, does]) => (
          <div class='key-row'>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t.dialogs[does]}</dd>
          </div>
        ))}
      </dl>
      <p class='hint'>{t.dialogs.keysRest}</p>
    </Dialog>
  )
}

/** Devices, voices and the size of captions. */
export function SettingsDialog({ t, here, me, room }: { t: Messages; here: string; me: Participant; room: Room }) {
  return (
    <Dialog t={t} id={ids.settings} title={t.dialogs.settings}>
      <DeviceFields t={t} />
      <div class='shared-microphone'>
        <SharedMicrophone t={t} me={me} included={TIERS[room.tier].proFeatures} />
        <SharedMicrophoneHint t={t} room={room} />
      </div>
      <DuckField t={t} />
      <fieldset class='choices'>
        <legend>{t.dialogs.captionSize}</legend>
        <div class='choice-row'>
          {CAPTION_SIZES.map((value) => (
            <label class='choice'>
              <input type='radio' name='caption-size' value={value} checked={value === 'medium'} autocomplete='off' />
              {' '}
              {t.dialogs[value]}
            </label>
          ))}
        </div>
      </fieldset>
      <label class='choice choice-wide'>
        <input type='checkbox' data-overlay autocomplete='off' /> {t.dialogs.overVideo}
      </label>
      <p>
        <button class='button' type='button' data-action='keys'>{t.dialogs.shortcuts}</button>
      </p>
      <LocaleSwitch t={t} here={here} />
    </Dialog>
  )
}

/** What hosts decide about the room. */
export function MeetingDialog({ t, room, role }: { t: Messages; room: Room; role: Role }) {
  return (
    <Dialog t={t} id={ids.meetingSettings} title={t.hosts.settings}>
      <Refusal text={null} id={ids.settingsRefusal} />
      <RoomSettings t={t} room={room} role={role} />
    </Dialog>
  )
}
