import type { Participant, Role, Room } from '../../domain/room.ts'
import { isHost, NAME_MAX } from '../../domain/room.ts'
import type { SpeakerLabel } from '../../domain/speakers.ts'
import { speakerText } from '../../domain/speakers.ts'
import { TIERS } from '../../domain/tier.ts'
import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { routes } from '../routes.ts'
import { labelColour } from './speaker.ts'

interface NameFormProps {
  readonly t: Messages
  readonly label: SpeakerLabel
  readonly action: string
  readonly fields?: Readonly<Record<string, string | undefined>>
}

/** A small form to name someone who was told apart; left empty, they are called by their number again. */
export function SpeakerNameForm({ t, label, action, fields = {} }: NameFormProps) {
  const called = t.speakers.speaker(label.number)
  const field = `speaker-name-${label.number}`
  return (
    <form class='speaker-name' method='post' action={action} hx-post={action} hx-swap='none' autocomplete='off'>
      {Object.entries(fields).map(([name, value]) => value !== undefined && <input type='hidden' name={name} value={value} />)}
      <label class='visually-hidden' for={ids.field(field)}>{t.speakers.name(called)}</label>
      <input id={ids.field(field)} name='name' type='text' value={label.name ?? ''} placeholder={called} maxlength={NAME_MAX} />
      <button class='button button-small' type='submit' aria-label={t.speakers.saveOf(called)}>{t.speakers.save}</button>
    </form>
  )
}

/** Someone who was told apart at a shared microphone. Hosts name them here. */
export function SpeakerRow({ t, roomId, label, role }: { t: Messages; roomId: string; label: SpeakerLabel; role: Role }) {
  return (
    <li id={ids.speaker(label.peerId, label.speakerId)} class='speaker-row'>
      <span class='speaker-label'>
        <span class='speaker-dot' data-colour={labelColour(label)} aria-hidden='true'></span>
        <bdi>{speakerText(label, t.speakers.speaker)}</bdi>
        {label.microphone && <span class='microphone'>{t.speakers.at(label.microphone)}</span>}
      </span>
      {isHost({ role }) && <SpeakerNameForm t={t} label={label} action={routes.speakerName.to(roomId, label.number)} />}
    </li>
  )
}

interface SpeakersProps {
  readonly t: Messages
  readonly roomId: string
  readonly labels: readonly SpeakerLabel[]
  readonly role: Role
}

/** Everyone who was told apart so far; hidden by the style sheet while there is nobody. */
export function Speakers({ t, roomId, labels, role }: SpeakersProps) {
  return (
    <details class='speakers'>
      <summary>{t.speakers.title}</summary>
      <ul id={ids.speakers} class='speaker-rows' aria-label={t.speakers.title}>
        {labels.map((label) => <SpeakerRow t={t} roomId={roomId} label={label} role={role} />)}
      </ul>
    </details>
  )
}

/** *We share this microphone*, for oneself. */
export function SharedMicrophone({ t, me, included, oob }: { t: Messages; me: Participant; included: boolean; oob?: 'true' }) {
  const { sharesMicrophone = false, roomId, peerId } = me
  const action = routes.personAction.to(roomId, peerId, sharesMicrophone ? 'own-microphone' : 'share-microphone')
  return (
    <form id={ids.sharedMicrophone} method='post' action={action} hx-post={action} hx-swap='none' hx-trigger='change, submit' hx-swap-oob={oob}>
      <label class='choice choice-wide'>
        <input type='checkbox' name='shared' checked={sharesMicrophone} disabled={!included && !sharesMicrophone} autocomplete='off' aria-describedby={ids.sharedMicrophoneHint} /> {t.speakers.share}
      </label>
      <noscript>
        <button class='button' type='submit'>{t.common.save}</button>
      </noscript>
    </form>
  )
}

/** What becomes of the speech at a shared microphone; which plan it takes where the room's does not include it. */
export function SharedMicrophoneHint({ t, room: { tier, keepsAudio = false }, oob }: { t: Messages; room: Pick<Room, 'tier' | 'keepsAudio'>; oob?: 'true' }) {
  const { speakers } = t
  const included = TIERS[tier].proFeatures
  const text = !included ? speakers.notInPlan(t.account.tiers[tier]) : keepsAudio ? speakers.shareKeptHint : speakers.shareHint
  // The style sheet takes away what hosts would mark others' microphones with.
  return <p id={ids.sharedMicrophoneHint} class='hint' data-included={included ? 'yes' : 'no'} hx-swap-oob={oob}>{text}</p>
}

/** Says that people cannot be told apart just now; empty while they can. */
export function SpeakersStatus({ t, away, oob }: { t: Messages; away: boolean; oob?: 'true' }) {
  return (
    <p id={ids.speakersStatus} class='captions-status' role='status' hx-swap-oob={oob}>
      {away && <span class='status-chip' data-tone='warning'>{t.speakers.away}</span>}
    </p>
  )
}
