import { ids } from '../ids.ts'

const DEVICES = [
  { kind: 'microphone', label: 'Microphone' },
  { kind: 'camera', label: 'Camera' },
  { kind: 'speaker', label: 'Speaker' },
] as const

/**
 * Menus of devices. Only the browser knows them: the script fills these in, and hides *Speaker* where it cannot be
 * chosen.
 */
export function DeviceFields() {
  return (
    <div class='devices'>
      {DEVICES.map(({ kind, label }) => (
        <div class='field' data-device-field={kind}>
          <label for={ids.device(kind)}>{label}</label>
          <select id={ids.device(kind)} data-device={kind} disabled autocomplete='off'>
            <option value=''>Looking for devices…</option>
          </select>
        </div>
      ))}
    </div>
  )
}
