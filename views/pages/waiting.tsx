import type { Room } from '../../domain/room.ts'
import type { AssetUrl } from '../assets.ts'
import { ids } from '../ids.ts'
import { Layout } from '../layout.tsx'
import type { Messages } from '../messages/mod.ts'
import { Mark } from '../parts/brand.tsx'
import { routes } from '../routes.ts'

/** How often a page without a script looks again, s. */
const REFRESH_S = 5

interface WaitingPageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  readonly room: Room
  readonly state: 'waiting' | 'denied'
}

/** What stands on the page while someone waits; htmx asks for it again and again, and is led on when they are let in. */
export function WaitingState({ t, room, state }: Omit<WaitingPageProps, 'assetUrl'>) {
  const { roomId, name } = room
  const here = routes.waiting.to(roomId)
  const waits = state === 'waiting'
  return (
    <div id={ids.waiting} class='stack' {...(waits ? { 'hx-get': here, 'hx-trigger': 'every 2s', 'hx-swap': 'outerHTML' } : {})}>
      <h1 class='message-title'>{waits ? t.rooms.waitingTitle : t.rooms.deniedTitle}</h1>
      <p class='room-called'>
        <bdi>{name}</bdi>
      </p>
      <p role='status'>{waits ? t.rooms.waitingLead : t.rooms.deniedLead}</p>
      <form method='post' action={routes.leave.to(roomId)} class='actions'>
        {!waits && <a class='button button-primary' href={routes.room.to(roomId)}>{t.rooms.askAgain}</a>}
        <button class='button' type='submit'>{waits ? t.rooms.stopWaiting : t.common.toStart}</button>
      </form>
    </div>
  )
}

/** `/rooms/CODE/waiting`: in front of a room with a lobby. */
export function WaitingPage({ t, assetUrl, room, state }: WaitingPageProps) {
  return (
    <Layout
      t={t}
      title={t.common.title(t.rooms.waitingTitle)}
      assetUrl={assetUrl}
      bodyClass='page page-message'
      scripts={['htmx.js']}
      refreshS={state === 'waiting' ? REFRESH_S : undefined}
      here={routes.waiting.to(room.roomId)}
    >
      <main id={ids.main} class='sheet'>
        <p class='brand'>
          <Mark /> <span class='brand-name'>{t.common.parley}</span>
        </p>
        <WaitingState t={t} room={room} state={state} />
      </main>
    </Layout>
  )
}
