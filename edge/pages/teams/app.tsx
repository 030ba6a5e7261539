import { Hono } from 'hono'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Viewer } from '../../../domain/account.ts'
import { DomainError } from '../../../domain/errors.ts'
import { teamNameSchema } from '../../../domain/team.ts'
import type { Teams } from '../../../functions/teams/teams.ts'
import type { AssetUrl } from '../../../views/mod.ts'
import { routes } from '../../../views/mod.ts'
import { TEAM_DONE, TeamPage, TeamsPage } from '../../../views/pages/teams/mod.ts'
import type { WrongTeamForm } from '../../../views/pages/teams/mod.ts'
import { TEAM_ACTIONS } from '../../../views/routes.ts'
import type { AccountSession } from '../../gateway/account_session.ts'
import type { Limits } from '../../gateway/limit_requests.ts'
import type { MessagesOf } from '../../gateway/locale.ts'
import { createTeamActions, field } from './actions.ts'

const FORM_MAX_BYTES = 8 * 1024

export interface TeamPagesDeps {
  readonly teams: Teams
  readonly accounts: AccountSession
  readonly messages: MessagesOf
  readonly assetUrl: AssetUrl
  readonly limits?: Pick<Limits, 'attempt'> | undefined
}

/** `/teams` and below, for who is signed in: every form works without a script (303 after POST). */
export function createTeamPagesApp({ teams, accounts, messages, assetUrl, limits }: TeamPagesDeps) {
  const actions = createTeamActions(teams)
  const done = (c: Context) => TEAM_DONE.find((each) => each === c.req.query('done')) ?? null

  const listPage = async (c: Context, { accountId, tier }: Viewer, wrongName?: string) => {
    const [t, mine, invitations] = await Promise.all([messages(c), teams.list(accountId), teams.invitations(accountId)])
    return c.html(
      <TeamsPage t={t} assetUrl={assetUrl} tier={tier} teams={mine} invitations={invitations} done={done(c)} wrongName={wrongName} />,
      wrongName === undefined ? 200 : 422,
    )
  }
  const teamPage = async (c: Context, viewer: Viewer, { teamId, wrong }: { teamId: string; wrong?: WrongTeamForm }) => {
    const [t, team] = await Promise.all([messages(c), teams.read({ teamId, accountId: viewer.accountId })])
    return c.html(<TeamPage t={t} assetUrl={assetUrl} team={team} viewer={viewer} mailDelivers={teams.mailDelivers} done={done(c)} wrong={wrong} />, wrong ? 422 : 200)
  }
  const limit = bodyLimit({ maxSize: FORM_MAX_BYTES, onError: () => { throw new DomainError('too-large', `The form is larger than ${FORM_MAX_BYTES} bytes`) } })

  return new Hono()
    .use(`${routes.teams.path}/*`, limit)
    .get(routes.teams.path, async (c) => listPage(c, await accounts.require(c)))
    .post(routes.teams.path, async (c) => {
      const viewer = await accounts.require(c)
      const typed = field(await c.req.parseBody(), 'name')
      const name = teamNameSchema.safeParse(typed)
      if (!name.success) return listPage(c, viewer, typed)
      const { teamId } = await teams.create({ accountId: viewer.accountId, name: name.data })
      return c.redirect(routes.team.to(teamId, { done: 'created' }), 303)
    })
    .get(routes.team.path, async (c) => teamPage(c, await accounts.require(c), { teamId: c.req.param('team') }))
    .post(routes.teamAction.path, async (c) => {
      const viewer = await accounts.require(c)
      const action = TEAM_ACTIONS.find((each) => each === c.req.param('action'))
      if (!action) throw new DomainError('not-found', `There is nothing at ${c.req.method} ${c.req.path}`)
      const teamId = c.req.param('team')
      const form = await c.req.parseBody()
      if (action === 'invite') await limits?.attempt(c, 'invite', field(form, 'email').trim().toLowerCase())
      const outcome = await actions[action]({ teamId, accountId: viewer.accountId }, form)
      if ('error' in outcome) return teamPage(c, viewer, { teamId, wrong: outcome })
      return c.redirect(outcome.inside ? routes.team.to(teamId, { done: outcome.done }) : routes.teams.to({ done: outcome.done }), 303)
    })
}
