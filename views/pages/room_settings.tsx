import type { Role, Room } from '../../domain/room.ts'
import { TIERS } from '../../domain/tier.ts'
import type { AssetUrl } from '../assets.ts'
import { ids } from '../ids.ts'
import { Layout } from '../layout.tsx'
import type { Messages } from '../messages/mod.ts'
import { Mark } from '../parts/brand.tsx'
import { RoomSettings } from '../parts/room_settings.tsx'
import { TimeField } from '../parts/time_field.tsx'
import { routes } from '../routes.ts'

interface RoomSettingsPageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  readonly room: Room
  readonly role: Role
  /** The room's time as the field has it, and in which zone. */
  readonly time: string
  readonly zone: string
  /** What could not be done, in words. */
  readonly problem?: string | null
}

/** `/rooms/CODE/settings` for hosts, without being in the meeting. */
export function RoomSettingsPage({ t, assetUrl, room, role, time, zone, problem = null }: RoomSettingsPageProps) {
  const schedule = routes.roomSetting.to(room.roomId, 'schedule')
  return (
    <Layout
      t={t} title={t.common.title(t.rooms.settingsTitle(room.name))} assetUrl={assetUrl} bodyClass='page page-message' scripts={['local_time.js']}
      here={routes.roomSettings.to(room.roomId)}
    >
      <main id={ids.main} class='sheet stack'>
        <p class='brand'>
          <a class='brand-link' href={routes.home.to()}>
            <Mark /> {t.common.parley}
          </a>
        </p>
        <h1 class='message-title'>{t.rooms.settingsTitle(room.name)}</h1>
        {problem !== null && <p class='note' data-tone='danger' role='alert'>{problem}</p>}
        <p>
          <a class='button button-primary' href={routes.room.to(room.roomId)}>{t.rooms.toRoom}</a>
        </p>
        <form method='post' action={schedule} class='setting'>
          <TimeField t={t} time={time} zone={zone} />
          <button class='button' type='submit'>{t.rooms.schedule}</button>
        </form>
        <RoomSettings t={t} room={room} role={role} />
        {role === 'owner' && TIERS[room.tier].proFeatures && (
          <p>
            <a class='button' href={routes.roomDocuments.to(room.roomId)}>{t.documents.manageRoom}</a>
          </p>
        )}
      </main>
    </Layout>
  )
}
