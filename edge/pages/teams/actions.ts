import { emailSchema } from '../../../domain/account.ts'
import { DomainError } from '../../../domain/errors.ts'
import { invitedRoleSchema, teamNameSchema, teamRoleSchema } from '../../../domain/team.ts'
import type { TeamInput } from '../../../functions/teams/membership.ts'
import type { Teams } from '../../../functions/teams/teams.ts'
import type { TeamDone, WrongTeamForm } from '../../../views/pages/teams/mod.ts'
import type { TeamAction } from '../../../views/routes.ts'

type Form = Record<string, unknown>

/** What was done, and whether the one who did it is still in the team; or what is wrong in the form. */
export type TeamOutcome = { readonly done: TeamDone; readonly inside: boolean } | WrongTeamForm

type Act = (input: TeamInput, form: Form) => Promise<TeamOutcome>

/** A form's field; empty when it is missing or a file. */
export function field(form: Form, name: string): string {
  const value = form[name]
  return typeof value === 'string' ? value : ''
}

/** The forms on a team's page. */
export function createTeamActions(teams: Teams): Readonly<Record<TeamAction, Act>> {
  const inside = (done: TeamDone): TeamOutcome => ({ done, inside: true })
  const outside = (done: TeamDone): TeamOutcome => ({ done, inside: false })
  return {
    async rename(input, form) {
      const typed = field(form, 'name')
      const name = teamNameSchema.safeParse(typed)
      if (!name.success) return { form: 'rename', error: 'name', typed }
      await teams.rename({ ...input, name: name.data })
      return inside('renamed')
    },
    async invite(input, form) {
      const typed = field(form, 'email')
      const [email, role] = [emailSchema.safeParse(typed), invitedRoleSchema.safeParse(form.role)]
      if (!email.success || !role.success) return { form: 'invite', error: email.success ? 'role' : 'email', typed }
      const { people } = await teams.read(input)
      if (people.some((person) => person.email === email.data)) return { form: 'invite', error: 'member', typed }
      await teams.invite({ ...input, email: email.data, role: role.data })
      return inside('invited')
    },
    async withdraw(input, form) {
      await teams.withdraw({ ...input, email: field(form, 'email') })
      return inside('withdrawn')
    },
    async accept(input) {
      await teams.answer({ ...input, accept: true })
      return inside('joined')
    },
    async decline(input) {
      await teams.answer({ ...input, accept: false })
      return outside('declined')
    },
    async role(input, form) {
      const role = teamRoleSchema.safeParse(form.role)
      if (!role.success) throw new DomainError('invalid-values', 'Cannot change the role: it is none of the list')
      await teams.setRole({ ...input, memberId: field(form, 'member'), role: role.data })
      return inside('role')
    },
    async remove(input, form) {
      await teams.remove({ ...input, memberId: field(form, 'member') })
      return inside('removed')
    },
    async leave(input) {
      await teams.leave(input)
      return outside('left')
    },
    async delete(input) {
      await teams.delete(input)
      return outside('deleted')
    },
    async share(input, form) {
      await teams.share({ ...input, roomId: field(form, 'room') })
      return inside('shared')
    },
    async unshare(input, form) {
      await teams.unshare({ ...input, roomId: field(form, 'room') })
      return inside('unshared')
    },
  }
}
