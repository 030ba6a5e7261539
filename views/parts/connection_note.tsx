import { ids } from '../ids.ts'

export const CONNECTION_STATES = [
  'connecting',
  'connected',
  'reconnecting',
  'replaced',
  'removed',
  'refused',
  'failed',
] as const
export type ConnectionState = (typeof CONNECTION_STATES)[number]

interface Text {
  readonly tone: 'plain' | 'warning' | 'danger'
  readonly what: string
  readonly next: string
}

const TEXTS: Readonly<Record<Exclude<ConnectionState, 'connected'>, Text>> = {
  connecting: { tone: 'plain', what: 'Connecting…', next: '' },
  reconnecting: {
    tone: 'warning',
    what: 'Connection lost. Reconnecting…',
    next: 'What is on the page stays. Captions that you miss are added when the connection is back.',
  },
  replaced: { tone: 'danger', what: 'The meeting is open in another tab.', next: 'Sound and video go there now.' },
  removed: {
    tone: 'danger',
    what: 'You are no longer in this meeting.',
    next: 'Join again from the start page or with the invite link.',
  },
  refused: { tone: 'danger', what: 'The server has closed the connection.', next: 'Reload this page to try again.' },
  failed: {
    tone: 'danger',
    what: 'Sound and video cannot be connected.',
    next: 'Captions go on. A network that blocks calls, or an old browser, is the usual reason.',
  },
}

/** How the meeting is connected, announced when it changes. */
export function ConnectionNote({ reloadTo }: { reloadTo: string }) {
  return (
    <div id={ids.connection} class='notes' role='status'>
      {(Object.keys(TEXTS) as (keyof typeof TEXTS)[]).map((state) => {
        const { tone, what, next } = TEXTS[state]
        return (
          <p class='note' data-when={state} data-tone={tone} hidden={state !== 'connecting'}>
            <strong>{what}</strong> {next}
            {state === 'replaced' && (
              <>
                <a href={reloadTo}>Use this tab instead</a>
              </>
            )}
          </p>
        )
      })}
    </div>
  )
}
