import type { Role, WaitingPerson } from '../../domain/room.ts'
import { isHost } from '../../domain/room.ts'
import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { routes } from '../routes.ts'
import { ActionButton } from './host_actions.tsx'

interface WaitingListProps {
  readonly t: Messages
  readonly waiting: readonly WaitingPerson[]
  /** Of the person who looks at the page: guests see nothing of it. */
  readonly role: Role
  readonly oob?: 'true'
}

/** Who asks to be let in, above everything else, since they wait. */
export function WaitingList({ t, waiting, role, oob }: WaitingListProps) {
  return (
    <div id={ids.waiting} class='notes' role='status' hx-swap-oob={oob}>
      {isHost({ role }) && waiting.length > 0 && (
        <section class='note waiting' aria-labelledby='waiting-title'>
          <h2 id='waiting-title' class='waiting-title'>{t.hosts.waiting}</h2>
          <ul class='waiting-list'>
            {waiting.map(({ roomId, peerId, name }) => (
              <li class='waiting-person'>
                <bdi>{name}</bdi>
                <ActionButton to={routes.waitingAction.to(roomId, peerId, 'admit')} text={t.hosts.admit} name={t.hosts.admitOf(name)} />
                <ActionButton to={routes.waitingAction.to(roomId, peerId, 'deny')} text={t.hosts.deny} name={t.hosts.denyOf(name)} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
