import { PASSCODE_MAX, ROOM_NAME_MAX } from '../../domain/room.ts'
import type { AssetUrl } from '../assets.ts'
import { ids } from '../ids.ts'
import { Layout } from '../layout.tsx'
import type { Messages } from '../messages/mod.ts'
import { Mark } from '../parts/brand.tsx'
import { TextField } from '../parts/text_field.tsx'
import { TimeField } from '../parts/time_field.tsx'
import { routes } from '../routes.ts'

/** As typed. */
export interface NewRoomForm {
  readonly name: string
  readonly time: string
  readonly zone: string
  readonly lobby: boolean
}

export type NewRoomErrors = Partial<Readonly<Record<'name' | 'time' | 'passcode', string>>>

/** `/rooms/new` for people who are signed in. */
export function NewRoomPage({ t, assetUrl, form, errors = {} }: { t: Messages; assetUrl: AssetUrl; form: NewRoomForm; errors?: NewRoomErrors }) {
  const wrong = (['name', 'time', 'passcode'] as const).find((field) => errors[field])
  return (
    <Layout t={t} title={t.common.title(t.rooms.newTitle)} assetUrl={assetUrl} bodyClass='page page-message' scripts={['local_time.js']} here={routes.newRoom.to()}>
      <main id={ids.main} class='sheet'>
        <p class='brand'>
          <a class='brand-link' href={routes.home.to()}>
            <Mark /> {t.common.parley}
          </a>
        </p>
        <h1 class='message-title'>{t.rooms.newTitle}</h1>
        <p>{t.rooms.lead}</p>
        <form method='post' action={routes.newRoom.to()} class='stack' novalidate>
          <TextField name='name' label={t.hosts.name} value={form.name} error={errors.name} autocomplete='off' maxlength={ROOM_NAME_MAX} focused={!wrong || wrong === 'name'} />
          <TimeField t={t} time={form.time} zone={form.zone} error={errors.time} focused={wrong === 'time'} />
          <TextField
            name='passcode' label={t.rooms.passcodeOptional} error={errors.passcode} autocomplete='off' maxlength={PASSCODE_MAX} required={false} focused={wrong === 'passcode'}
          />
          <div>
            <label class='choice choice-wide'>
              <input type='checkbox' name='lobby' checked={form.lobby} aria-describedby={ids.fieldHint('lobby')} /> {t.hosts.lobby}
            </label>
            <p class='hint' id={ids.fieldHint('lobby')}>{t.hosts.lobbyHint}</p>
          </div>
          <button class='button button-primary button-wide' type='submit'>{t.rooms.create}</button>
        </form>
      </main>
    </Layout>
  )
}
