import type { Reading } from '../../domain/language_state.ts'
import type { Participant, Room } from '../../domain/room.ts'
import { PASSCODE_MAX } from '../../domain/room.ts'
import { TIERS } from '../../domain/tier.ts'
import type { AssetUrl } from '../assets.ts'
import { ids } from '../ids.ts'
import { Layout } from '../layout.tsx'
import type { Messages } from '../messages/mod.ts'
import { Mark } from '../parts/brand.tsx'
import { DeviceFields } from '../parts/device_fields.tsx'
import { focusedField, type FormErrors, type JoinForm } from '../parts/form.ts'
import { LanguageFields } from '../parts/language_fields.tsx'
import { MediaNote } from '../parts/media_note.tsx'
import { Moment } from '../parts/moment.tsx'
import { NameField } from '../parts/name_field.tsx'
import { Avatar } from '../parts/people.tsx'
import { Toggle } from '../parts/room_bar.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { TextField } from '../parts/text_field.tsx'
import { routes } from '../routes.ts'

export interface PreJoinPageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  readonly room: Room
  readonly form: JoinForm
  readonly errors?: FormErrors
  /** What is wrong with the passcode. */
  readonly passcodeError?: string
  readonly reading: Reading
  /** Whether texts may go to Google to be spoken. */
  readonly google?: boolean
  /** Who is in the meeting already; null where not everyone who has the link may know. */
  readonly participants: readonly Participant[] | null
}

/** More names than these say less than their number. */
const NAMED_MAX = 4

function WhoIsHere({ t, participants }: { t: Messages; participants: readonly Participant[] }) {
  if (participants.length === 0) return <p class='who'>{t.prejoin.nobodyHere}</p>
  return (
    <div class='who'>
      <ul class='who-list' aria-label={t.prejoin.inTheMeeting}>
        {participants.slice(0, NAMED_MAX).map((participant) => (
          <li class='who-person'>
            <Avatar participant={participant} />
            <bdi>{participant.name}</bdi>
          </li>
        ))}
        {participants.length > NAMED_MAX && <li>{t.prejoin.andMore(participants.length - NAMED_MAX)}</li>}
      </ul>
    </div>
  )
}

/** What to know about the room before joining it. */
function RoomFacts({ t, room }: { t: Messages; room: Room }) {
  return (
    <>
      {room.scheduledAtMs !== null && (
        <p class='who'>
          <Sentence of={t.rooms.begins('{time}')} fill={{ time: <Moment t={t} ms={room.scheduledAtMs} /> }} />
        </p>
      )}
      {room.locked && <p class='note' data-tone='warning'>{t.rooms.lockedNow}</p>}
      {room.lobby && !room.locked && <p class='note'>{t.rooms.asksFirst}</p>}
    </>
  )
}

/** `/rooms/CODE` for someone who is not in yet. */
export function PreJoinPage({ t, assetUrl, room, form, errors = {}, passcodeError, reading, google, participants }: PreJoinPageProps) {
  const focused = focusedField(form, errors)
  return (
    <Layout
      t={t}
      title={t.common.title(t.prejoin.title(room.name))}
      assetUrl={assetUrl}
      bodyClass='page page-prejoin'
      scripts={['prejoin.js', 'local_time.js']}
      here={routes.room.to(room.roomId)}
    >
      <header class='page-head'>
        <a class='brand-link' href={routes.home.to()}>
          <Mark /> {t.common.parley}
        </a>
      </header>
      <main id={ids.main} class='prejoin'>
        <section class='prejoin-media' aria-label={t.prejoin.media}>
          <div id={ids.preview} class='preview' data-camera='off'>
            <video class='preview-video' autoplay playsinline muted hidden aria-hidden='true'></video>
            <p class='preview-off'>{t.prejoin.cameraOff}</p>
            <div class='preview-controls'>
              <Toggle
                action='microphone'
                on={t.prejoin.microphoneOff}
                off={t.prejoin.microphoneOn}
                icons={['microphone', 'microphone-off']}
                state='on'
              />
              <Toggle
                action='camera'
                on={t.prejoin.turnCameraOff}
                off={t.prejoin.turnCameraOn}
                icons={['camera', 'camera-off']}
                state='on'
              />
            </div>
          </div>
          <div class='level'>
            <label for={ids.level}>{t.prejoin.level}</label>
            <meter id={ids.level} min={0} max={1} value={0}></meter>
          </div>
          <MediaNote t={t} />
        </section>
        <section class='sheet prejoin-form' aria-labelledby='join-title'>
          <h1 id='join-title'>{t.prejoin.ready}</h1>
          <p class='room-code'>
            <Sentence of={t.prejoin.meeting} fill={{ code: <span class='code' dir='ltr'>{room.roomId}</span> }} />
          </p>
          {room.name !== room.roomId && (
            <p class='room-called'>
              <bdi>{room.name}</bdi>
            </p>
          )}
          <RoomFacts t={t} room={room} />
          {participants && <WhoIsHere t={t} participants={participants} />}
          <form id={ids.joinForm} method='post' action={routes.join.to(room.roomId)} class='stack' novalidate>
            <NameField t={t} value={form.name} error={errors.name} focused={focused === 'name'} />
            <LanguageFields
              t={t}
              speaks={form.speaks}
              reads={form.reads}
              hears={form.hears}
              cloned={TIERS[room.tier].clonedVoice}
              google={google}
              errors={errors}
              focused={focused}
              reading={reading}
            />
            {room.hasPasscode && (
              <TextField
                name='passcode' label={t.hosts.passcode} hint={t.rooms.enterPasscode} error={passcodeError} autocomplete='off' maxlength={PASSCODE_MAX}
                focused={focused === null && passcodeError !== undefined}
              />
            )}
            <button class='button button-primary button-wide' type='submit'>{t.prejoin.join}</button>
          </form>
          <p class='hint'>{t.prejoin.hint}</p>
        </section>
        <section class='prejoin-devices' aria-label={t.prejoin.devices}>
          <DeviceFields t={t} />
        </section>
      </main>
    </Layout>
  )
}
