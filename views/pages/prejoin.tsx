import type { Language } from '../../domain/language.ts'
import type { Participant, Room } from '../../domain/room.ts'
import type { AssetUrl } from '../assets.ts'
import { ids } from '../ids.ts'
import { Layout } from '../layout.tsx'
import { Mark } from '../parts/brand.tsx'
import { DeviceFields } from '../parts/device_fields.tsx'
import { focusedField, type FormErrors, type JoinForm } from '../parts/form.ts'
import { LanguageFields } from '../parts/language_fields.tsx'
import { MediaNote } from '../parts/media_note.tsx'
import { NameField } from '../parts/name_field.tsx'
import { Avatar } from '../parts/people.tsx'
import { Toggle } from '../parts/room_bar.tsx'
import { routes } from '../routes.ts'

export interface PreJoinPageProps {
  readonly assetUrl: AssetUrl
  readonly room: Room
  readonly form: JoinForm
  readonly errors?: FormErrors
  readonly problem?: string
  readonly readable: readonly Language[]
  /** Who is in the meeting already. */
  readonly participants: readonly Participant[]
}

/** More names than these say less than their number. */
const NAMED_MAX = 4

function WhoIsHere({ participants }: { participants: readonly Participant[] }) {
  if (participants.length === 0) return <p class='who'>No one is here yet.</p>
  return (
    <div class='who'>
      <ul class='who-list' aria-label='In the meeting'>
        {participants.slice(0, NAMED_MAX).map((participant) => (
          <li class='who-person'>
            <Avatar participant={participant} />
            <bdi>{participant.name}</bdi>
          </li>
        ))}
        {participants.length > NAMED_MAX && <li>{`and ${participants.length - NAMED_MAX} more`}</li>}
      </ul>
    </div>
  )
}

/** `/rooms/CODE` for someone who is not in yet. */
export function PreJoinPage({ assetUrl, room, form, errors = {}, problem, readable, participants }: PreJoinPageProps) {
  const focused = focusedField(form, errors)
  return (
    <Layout
      title={`Join ${room.roomId} · Parley`}
      assetUrl={assetUrl}
      bodyClass='page page-prejoin'
      scripts={['prejoin.js']}
    >
      <header class='page-head'>
        <a class='brand-link' href={routes.home.to()}>
          <Mark /> Parley
        </a>
      </header>
      <main id={ids.main} class='prejoin'>
        <section class='prejoin-media' aria-label='Your microphone and camera'>
          <div id={ids.preview} class='preview' data-camera='off'>
            <video class='preview-video' autoplay playsinline muted hidden aria-hidden='true'></video>
            <p class='preview-off'>Camera is off</p>
            <div class='preview-controls'>
              <Toggle
                action='microphone'
                on='Turn microphone off'
                off='Turn microphone on'
                icons={['microphone', 'microphone-off']}
                state='on'
              />
              <Toggle
                action='camera'
                on='Turn camera off'
                off='Turn camera on'
                icons={['camera', 'camera-off']}
                state='on'
              />
            </div>
          </div>
          <div class='level'>
            <label for={ids.level}>Microphone level</label>
            <meter id={ids.level} min={0} max={1} value={0}></meter>
          </div>
          <MediaNote />
        </section>
        <section class='sheet prejoin-form' aria-labelledby='join-title'>
          <h1 id='join-title'>Ready to join?</h1>
          <p class='room-code'>
            Meeting <span class='code' dir='ltr'>{room.roomId}</span>
          </p>
          <WhoIsHere participants={participants} />
          {problem && <p class='note' data-tone='danger' role='alert'>{problem}</p>}
          <form id={ids.joinForm} method='post' action={routes.join.to(room.roomId)} class='stack' novalidate>
            <NameField value={form.name} error={errors.name} focused={focused === 'name'} />
            <LanguageFields
              speaks={form.speaks}
              reads={form.reads}
              errors={errors}
              focused={focused}
              readable={readable}
            />
            <button class='button button-primary button-wide' type='submit'>Join</button>
          </form>
          <p class='hint'>
            What is said is turned into text on this server and translated. Sound is never kept; the text is gone when
            the meeting ends.
          </p>
        </section>
        <section class='prejoin-devices' aria-label='Devices'>
          <DeviceFields />
        </section>
      </main>
    </Layout>
  )
}
