import { NAME_MAX } from '../../../domain/room.ts'
import type { Team, TeamRole } from '../../../domain/team.ts'
import { TIERS } from '../../../domain/tier.ts'
import type { Tier } from '../../../domain/tier.ts'
import type { AssetUrl } from '../../assets.ts'
import { ids } from '../../ids.ts'
import type { Messages } from '../../messages/mod.ts'
import { TextField } from '../../parts/text_field.tsx'
import { routes } from '../../routes.ts'
import { Sheet } from '../account/sheet.tsx'
import type { TeamDone } from './done.ts'
import { InviteSection } from './invite.tsx'
import { MemberTable } from './members.tsx'
import { RoomSection } from './rooms.tsx'

/** The form that came back with a mistake. */
export interface WrongTeamForm {
  readonly form: 'rename' | 'invite'
  readonly error: 'name' | 'email' | 'member' | 'role'
  readonly typed: string
}

export interface TeamPageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  readonly team: Team
  readonly viewer: { readonly accountId: string; readonly tier: Tier }
  /** False when invitations end in the server's log. */
  readonly mailDelivers: boolean
  readonly done?: TeamDone | null
  readonly wrong?: WrongTeamForm
}

export const mayRun = (role: TeamRole): boolean => role !== 'member'

/** `/teams/ID`: who is in a team, and what they share. */
export function TeamPage({ t, assetUrl, team, viewer, mailDelivers, done = null, wrong }: TeamPageProps) {
  const renaming = wrong?.form === 'rename' ? wrong : undefined
  return (
    <Sheet t={t} assetUrl={assetUrl} title={team.name} wrong={wrong !== undefined} wide>
      {done && <p class='note' role='status'>{t.teams.done[done]}</p>}
      <p>
        <a href={routes.teams.to()}>{t.teams.manage}</a>
      </p>
      <section class='account-section' aria-labelledby={ids.field('members')}>
        <h2 id={ids.field('members')}>{t.teams.members}</h2>
        <MemberTable t={t} team={team} me={viewer.accountId} />
      </section>
      <RoomSection t={t} team={team} />
      <section class='account-section' aria-labelledby={ids.field('vocabulary')}>
        <h2 id={ids.field('vocabulary')}>{t.vocabulary.title}</h2>
        <p>{t.vocabulary.teamLead}</p>
        <a class='button' href={routes.vocabulary.to({ team: team.teamId })}>{t.vocabulary.manage}</a>
      </section>
      {mayRun(team.role) && (
        <>
          {TIERS[viewer.tier].proFeatures && <InviteSection t={t} team={team} mailDelivers={mailDelivers} wrong={wrong?.form === 'invite' ? wrong : undefined} />}
          <section class='account-section' aria-labelledby={ids.field('rename')}>
            <h2 id={ids.field('rename')}>{t.teams.rename}</h2>
            <form method='post' action={routes.teamAction.to(team.teamId, 'rename')} class='stack' novalidate>
              <TextField
                name='name' label={t.teams.name} value={renaming?.typed ?? team.name} error={renaming && t.teams.errors[renaming.error]} autocomplete='off'
                maxlength={NAME_MAX} focused={renaming !== undefined}
              />
              <button class='button' type='submit'>{t.teams.rename}</button>
            </form>
          </section>
        </>
      )}
      <EndSection t={t} team={team} action='leave' lead={t.teams.leaveLead} />
      {team.role === 'owner' && <EndSection t={t} team={team} action='delete' lead={t.teams.deleteLead} />}
    </Sheet>
  )
}

/** Asks once, in words that name the team. */
function EndSection({ t, team, action, lead }: { t: Messages; team: Team; action: 'leave' | 'delete'; lead: string }) {
  return (
    <section class='account-section' aria-labelledby={ids.field(action)}>
      <h2 id={ids.field(action)}>{t.teams[action]}</h2>
      <p>{lead}</p>
      <details class='ask'>
        <summary>{t.teams[action]}…</summary>
        <form method='post' action={routes.teamAction.to(team.teamId, action)}>
          <button class='button button-danger' type='submit'>{t.teams[`${action}Named`](team.name)}</button>
        </form>
      </details>
    </section>
  )
}
