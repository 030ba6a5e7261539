import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'

const DEVICES = ['microphone', 'camera', 'speaker'] as const

/**
 * Menus of devices. Only the browser knows them: the script fills these in, and hides *Speaker* where it cannot be
 * chosen.
 */
export function DeviceFields({ t }: { t: Messages }) {
  // What a menu says when it has no device.
  const none = { microphone: t.devices.noMicrophone, camera: t.devices.noCamera, speaker: t.devices.systemDefault }
  return (
    <div class='devices'>
      {DEVICES.map((kind) => (
        <div class='field' data-device-field={kind}>
          <label for={ids.device(kind)}>{t.devices[kind]}</label>
          <select id={ids.device(kind)} data-device={kind} data-name={t.devices[kind]} data-none={none[kind]} disabled autocomplete='off'>
            <option value=''>{t.devices.looking}</option>
          </select>
        </div>
      ))}
    </div>
  )
}
