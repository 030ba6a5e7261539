import { NAME_MAX } from '../../../domain/room.ts'
import type { TeamInvitation, TeamSummary } from '../../../domain/team.ts'
import { TIERS } from '../../../domain/tier.ts'
import type { Tier } from '../../../domain/tier.ts'
import type { AssetUrl } from '../../assets.ts'
import { ids } from '../../ids.ts'
import type { Messages } from '../../messages/mod.ts'
import { TextField } from '../../parts/text_field.tsx'
import { routes } from '../../routes.ts'
import { Sheet } from '../account/sheet.tsx'
import type { TeamDone } from './done.ts'

export interface TeamsPageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  readonly tier: Tier
  readonly teams: readonly TeamSummary[]
  readonly invitations: readonly TeamInvitation[]
  readonly done?: TeamDone | null
  /** A name that cannot be one, as it was typed. */
  readonly wrongName?: string
}

/** `/teams`: the teams that one is in, and is invited to. */
export function TeamsPage({ t, assetUrl, tier, teams, invitations, done = null, wrongName }: TeamsPageProps) {
  return (
    <Sheet t={t} assetUrl={assetUrl} title={t.teams.title} wrong={wrongName !== undefined} wide>
      {done && <p class='note' role='status'>{t.teams.done[done]}</p>}
      <p>{t.teams.lead}</p>
      {invitations.map(({ teamId, teamName }) => (
        <section class='note'>
          <p>{t.teams.invitedTo(teamName)}</p>
          <div class='actions'>
            <form method='post' action={routes.teamAction.to(teamId, 'accept')}>
              <button class='button button-primary' type='submit' aria-label={`${t.teams.accept}: ${teamName}`}>{t.teams.accept}</button>
            </form>
            <form method='post' action={routes.teamAction.to(teamId, 'decline')}>
              <button class='button' type='submit' aria-label={`${t.teams.decline}: ${teamName}`}>{t.teams.decline}</button>
            </form>
          </div>
        </section>
      ))}
      {teams.length === 0 ? <p class='hint'>{t.teams.none}</p> : (
        <ul class='stack'>
          {teams.map(({ teamId, name, role, members }) => (
            <li>
              <a href={routes.team.to(teamId)}>
                <bdi>{name}</bdi>
              </a>{' '}
              <span class='hint'>{t.teams.role[role]} · {t.teams.people(members)}</span>
            </li>
          ))}
        </ul>
      )}
      <section class='account-section' aria-labelledby={ids.field('create')}>
        <h2 id={ids.field('create')}>{t.teams.createTitle}</h2>
        {!TIERS[tier].proFeatures ? <p>{t.teams.notInTier(t.account.tiers[tier])}</p> : (
          <form method='post' action={routes.teams.to()} class='stack' novalidate>
            <TextField
              name='name' label={t.teams.name} value={wrongName ?? ''} error={wrongName === undefined ? undefined : t.teams.errors.name} autocomplete='off'
              maxlength={NAME_MAX} focused={wrongName !== undefined}
            />
            <button class='button button-primary' type='submit'>{t.teams.create}</button>
          </form>
        )}
      </section>
      <p>
        <a href={routes.account.to()}>{t.account.page.title}</a>
      </p>
    </Sheet>
  )
}
