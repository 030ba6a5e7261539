import type { Participant, Role } from '../../domain/room.ts'
import { outranks } from '../../domain/room.ts'
import type { Messages } from '../messages/mod.ts'
import type { PersonAction } from '../routes.ts'
import { routes } from '../routes.ts'

interface ActionButtonProps {
  readonly to: string
  /** What stands on the button, and its whole name. */
  readonly text: string
  readonly name: string
  /** Asked before it is done. */
  readonly ask?: string
  readonly kind?: string
}

/** One decision of a host: a form that works without a script; with one, what it changed comes over the hub. */
export function ActionButton({ to, text, name, ask, kind }: ActionButtonProps) {
  return (
    <form method='post' action={to} hx-post={to} hx-swap='none' hx-confirm={ask} data-action-kind={kind}>
      <button class='button button-small' type='submit' aria-label={name}>{text}</button>
    </form>
  )
}

/** What the person who looks at the page may do about someone in the meeting; nothing for those who may not. */
export function HostActions({ t: { hosts: t, speakers }, participant, role }: { t: Messages; participant: Participant; role: Role }) {
  if (!outranks(role, participant.role)) return <></>
  const { peerId, roomId, name, sharesMicrophone = false } = participant
  const to = (action: PersonAction) => routes.personAction.to(roomId, peerId, action)
  return (
    <div class='person-actions' role='group' aria-label={t.actionsOf(name)}>
      <ActionButton to={to('mute')} text={t.mute} name={t.muteOf(name)} kind='mute' />
      {sharesMicrophone
        ? <ActionButton to={to('own-microphone')} text={speakers.unmake} name={speakers.unmakeOf(name)} kind='own-microphone' />
        : <ActionButton to={to('share-microphone')} text={speakers.make} name={speakers.makeOf(name)} kind='share-microphone' />}
      <ActionButton to={to('stop-share')} text={t.stop} name={t.stopOf(name)} kind='stop-share' />
      {role === 'owner' && (participant.role === 'cohost'
        ? <ActionButton to={to('guest')} text={t.makeGuest} name={t.makeGuestOf(name)} />
        : <ActionButton to={to('co-host')} text={t.makeCoHost} name={t.makeCoHostOf(name)} />)}
      {role === 'owner' && <ActionButton to={to('hand-over')} text={t.handOver} name={t.handOverOf(name)} ask={t.handOverAsk(name)} />}
      <ActionButton to={to('remove')} text={t.remove} name={t.removeOf(name)} ask={t.removeAsk(name)} />
    </div>
  )
}
