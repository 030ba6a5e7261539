import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'

interface TimeFieldProps {
  readonly t: Messages
  /** As the field has it: `2026-11-24T15:30`. */
  readonly time: string
  /** IANA name of the time zone that it is meant in; the script sets the reader's own. */
  readonly zone: string
  readonly error?: string | undefined
  readonly focused?: boolean
}

/** When a room meets: in UTC without a script, in the reader's own time with one. */
export function TimeField({ t, time, zone, error, focused = false }: TimeFieldProps) {
  const described = [ids.fieldHint('time'), error && ids.fieldError('time')].filter(Boolean).join(' ')
  return (
    <div class='field' data-local-time data-hint={t.rooms.timeHint('{zone}')}>
      <label for={ids.field('time')}>{t.rooms.time}</label>
      <input
        id={ids.field('time')} name='time' type='datetime-local' value={time} autofocus={focused} aria-describedby={described}
        {...(error ? { 'aria-invalid': 'true' as const } : {})}
      />
      <input type='hidden' name='zone' value={zone} />
      <p class='hint' id={ids.fieldHint('time')}>{t.rooms.timeHint(zone)}</p>
      {error && <p class='field-error' id={ids.fieldError('time')}>{error}</p>}
    </div>
  )
}
