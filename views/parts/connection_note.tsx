import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { routes } from '../routes.ts'

export const CONNECTION_STATES = [
  'connecting',
  'connected',
  'reconnecting',
  'replaced',
  'removed',
  'refused',
  'expelled',
  'ended',
  'length',
  'busy',
  'failed',
] as const
export type ConnectionState = (typeof CONNECTION_STATES)[number]

const TONES: Readonly<Record<Exclude<ConnectionState, 'connected'>, 'plain' | 'warning' | 'danger'>> = {
  connecting: 'plain',
  reconnecting: 'warning',
  replaced: 'danger',
  removed: 'danger',
  refused: 'danger',
  expelled: 'danger',
  ended: 'plain',
  length: 'plain',
  busy: 'warning',
  failed: 'danger',
}

/** How the meeting is connected, announced when it changes. `transcriptsTo`: where what was said is kept, for those who may read it. */
export function ConnectionNote({ t, reloadTo, transcriptsTo = null }: { t: Messages; reloadTo: string; transcriptsTo?: string | null }) {
  return (
    <div id={ids.connection} class='notes' role='status'>
      {(Object.keys(TONES) as (keyof typeof TONES)[]).map((state) => {
        const { what, next } = t.connection[state]
        return (
          <p class='note' data-when={state} data-tone={TONES[state]} hidden={state !== 'connecting'}>
            <strong>{what}</strong> {next}
            {(state === 'ended' || state === 'length') && (
              <>
                {transcriptsTo !== null && <a href={transcriptsTo}>{t.transcripts.title}</a>}{' '}
                <a href={routes.home.to()}>{t.common.toStart}</a>
              </>
            )}
            {state === 'replaced' && (
              <>
                <a href={reloadTo}>{t.connection.useThisTab}</a>
              </>
            )}
          </p>
        )
      })}
    </div>
  )
}
