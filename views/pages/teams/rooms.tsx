import type { Team } from '../../../domain/team.ts'
import { ids } from '../../ids.ts'
import type { Messages } from '../../messages/mod.ts'
import { routes } from '../../routes.ts'

/** Rooms that the team shares, and a form to share one of one's own. */
export function RoomSection({ t, team }: { t: Messages; team: Team }) {
  return (
    <section class='account-section' aria-labelledby={ids.field('rooms')}>
      <h2 id={ids.field('rooms')}>{t.teams.rooms}</h2>
      {team.rooms.length === 0 ? <p class='hint'>{t.teams.noRooms}</p> : (
        <ul class='stack'>
          {team.rooms.map(({ roomId, name, mine }) => (
            <li>
              <form method='post' action={routes.teamAction.to(team.teamId, 'unshare')} class='inline-form'>
                <input type='hidden' name='room' value={roomId} />
                <a href={routes.room.to(roomId)}>
                  <bdi>{name}</bdi>
                </a>
                {(mine || team.role !== 'member') && <button class='button' type='submit' aria-label={t.teams.unshareNamed(name)}>{t.teams.unshare}</button>}
              </form>
            </li>
          ))}
        </ul>
      )}
      {team.shareable.length > 0 && (
        <form method='post' action={routes.teamAction.to(team.teamId, 'share')} class='stack'>
          <h3>{t.teams.shareTitle}</h3>
          <div class='field'>
            <label for={ids.field('room')}>{t.teams.room}</label>
            <select id={ids.field('room')} name='room'>
              {team.shareable.map(({ roomId, name }) => <option value={roomId}>{name}</option>)}
            </select>
          </div>
          <button class='button' type='submit'>{t.teams.share}</button>
        </form>
      )}
    </section>
  )
}
