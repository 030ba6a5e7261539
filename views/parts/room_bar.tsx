import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { routes } from '../routes.ts'
import { Icon, type IconName } from './icons.tsx'

/** What a control does; the room's script listens by this name. */
export type Action = 'microphone' | 'camera' | 'screen' | 'captions' | 'people' | 'chat' | 'settings' | 'meeting' | 'keys'

interface ToggleProps {
  readonly action: Action
  /** The accessible name while the thing is on, and while it is off. */
  readonly on: string
  readonly off: string
  readonly icons: readonly [on: IconName, off: IconName]
  readonly state: 'on' | 'off'
  readonly keys?: string
}

/** A button whose name says what pressing it will do; the name changes, so it needs no pressed state beside it. */
export function Toggle({ action, on, off, icons, state, keys }: ToggleProps) {
  return (
    <button
      class='control'
      type='button'
      data-action={action}
      data-state={state}
      data-on={on}
      data-off={off}
      aria-keyshortcuts={keys}
    >
      <Icon name={icons[0]} when='on' />
      <Icon name={icons[1]} when='off' />
      <span class='control-text'>{state === 'on' ? on : off}</span>
    </button>
  )
}

function PanelButton({ action, text, icon, panel, expanded, keys, counts = false }: {
  action: Action
  text: string
  icon: IconName
  panel: string
  expanded: boolean
  keys?: string
  /** Shows how much is new in the panel. */
  counts?: boolean
}) {
  return (
    <button
      class='control'
      type='button'
      data-action={action}
      aria-expanded={expanded ? 'true' : 'false'}
      aria-controls={panel}
      aria-keyshortcuts={keys}
    >
      <Icon name={icon} />
      <span class='control-text'>{text}</span>
      {counts && <span class='badge' data-unread aria-hidden='true' hidden></span>}
    </button>
  )
}

/** The controls of the meeting. */
export function RoomBar({ t, code }: { t: Messages; code: string }) {
  return (
    <footer class='bar'>
      <div class='bar-group' role='toolbar' aria-label={t.bar.controls}>
        <Toggle
          action='microphone'
          on={t.bar.mute}
          off={t.bar.unmute}
          icons={['microphone', 'microphone-off']}
          state='on'
          keys='M'
        />
        <Toggle
          action='camera'
          on={t.bar.stopCamera}
          off={t.bar.startCamera}
          icons={['camera', 'camera-off']}
          state='on'
          keys='V'
        />
        <Toggle action='screen' on={t.bar.stopSharing} off={t.bar.shareScreen} icons={['screen-off', 'screen']} state='off' />
        <PanelButton action='captions' text={t.bar.captions} icon='captions' panel={ids.captionsPanel} expanded keys='C' />
        <PanelButton action='people' text={t.bar.people} icon='people' panel={ids.peoplePanel} expanded />
        <PanelButton action='chat' text={t.chat.title} icon='chat' panel={ids.chatPanel} expanded={false} counts />
        <button class='control' type='button' data-action='settings' aria-haspopup='dialog'>
          <Icon name='settings' />
          <span class='control-text'>{t.bar.settings}</span>
        </button>
      </div>
      <form method='post' action={routes.leave.to(code)} class='bar-leave' data-leave>
        <button class='control control-leave' type='submit'>
          <Icon name='leave' />
          <span class='control-text'>{t.bar.leave}</span>
        </button>
      </form>
    </footer>
  )
}
