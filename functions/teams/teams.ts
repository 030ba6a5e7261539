import type { Team, TeamInvitation, TeamRole, TeamSummary } from '../../domain/team.ts'
import type { Db } from '../../infra/db/db.ts'
import type { Log } from '../../infra/log.ts'
import type { Mail } from '../../infra/mail/mail.ts'
import { createTeam } from './create.ts'
import { deleteTeam } from './delete.ts'
import { inviteToTeam, withdrawInvitation } from './invite.ts'
import type { InviteInput } from './invite.ts'
import { answerInvitation } from './join.ts'
import { leaveTeam, removeMember } from './leave.ts'
import { listInvitations, listTeams } from './list.ts'
import type { TeamInput } from './membership.ts'
import { readTeam } from './read.ts'
import { renameTeam } from './rename.ts'
import { setTeamRole } from './set_role.ts'
import { shareRoom, unshareRoom } from './share_room.ts'

export interface TeamsDeps {
  readonly db: Db
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly mail: Pick<Mail, 'send' | 'delivers'>
  /** What an invitation says, in a language; null means that nothing is known about the reader. */
  readonly mailWords: (locale: string | null) => { readonly subject: string; readonly text: (values: { team: string; link: string }) => string }
  /** Where people reach us, without a slash at the end. */
  readonly publicUrl: () => string
  readonly log: Log
}

/** Someone of a team, for one who runs it. */
export interface MemberInput extends TeamInput {
  readonly memberId: string
}

/** Teams. Each verb is described where it is defined; `accountId` is always who asks. */
export interface Teams {
  list(accountId: string): Promise<TeamSummary[]>
  /** Of the address of an account. */
  invitations(accountId: string): Promise<TeamInvitation[]>
  read(input: TeamInput): Promise<Team>
  create(input: { readonly accountId: string; readonly name: string }): Promise<{ readonly teamId: string }>
  rename(input: TeamInput & { readonly name: string }): Promise<void>
  delete(input: TeamInput): Promise<void>
  invite(input: InviteInput): Promise<void>
  withdraw(input: TeamInput & { readonly email: string }): Promise<void>
  answer(input: TeamInput & { readonly accept: boolean }): Promise<void>
  setRole(input: MemberInput & { readonly role: TeamRole }): Promise<void>
  remove(input: MemberInput): Promise<void>
  leave(input: TeamInput): Promise<void>
  share(input: TeamInput & { readonly roomId: string }): Promise<void>
  unshare(input: TeamInput & { readonly roomId: string }): Promise<void>
  /** False when invitations end in the server's log. */
  readonly mailDelivers: boolean
}

export function createTeams(deps: TeamsDeps): Teams {
  return {
    mailDelivers: deps.mail.delivers,
    list: (accountId) => listTeams(deps, accountId),
    invitations: (accountId) => listInvitations(deps, accountId),
    read: (input) => readTeam(deps, input),
    create: (input) => createTeam(deps, input),
    rename: (input) => renameTeam(deps, input),
    delete: (input) => deleteTeam(deps, input),
    invite: (input) => inviteToTeam(deps, input),
    withdraw: (input) => withdrawInvitation(deps, input),
    answer: (input) => answerInvitation(deps, input),
    setRole: (input) => setTeamRole(deps, input),
    remove: (input) => removeMember(deps, input),
    leave: (input) => leaveTeam(deps, input),
    share: (input) => shareRoom(deps, input),
    unshare: (input) => unshareRoom(deps, input),
  }
}
