import { z } from 'zod'
import { displayNameSchema } from './room.ts'

export const teamRoleSchema = z.enum(['owner', 'admin', 'member'])
export type TeamRole = z.infer<typeof teamRoleSchema>
/** What someone may be invited as. */
export const invitedRoleSchema = z.enum(['admin', 'member'])

/** What a team is called; like a person's name. */
export const teamNameSchema = displayNameSchema

/** Teams of which one account is an owner. */
export const TEAMS_OWNED_MAX = 20
/** Members and invitations of one team. */
export const TEAM_PEOPLE_MAX = 200

const RANKS: Readonly<Record<TeamRole, number>> = { member: 0, admin: 1, owner: 2 }

/** Whether someone of one role may remove someone of the other. */
export function teamOutranks(role: TeamRole, other: TeamRole): boolean {
  return RANKS[role] > RANKS[other]
}

/** A team in one's list. */
export interface TeamSummary {
  readonly teamId: string
  readonly name: string
  readonly role: TeamRole
  readonly members: number
}

export interface TeamMember {
  readonly accountId: string
  readonly name: string
  readonly email: string
  readonly role: TeamRole
  readonly joinedAtMs: number
}

export interface TeamInvitation {
  readonly teamId: string
  readonly teamName: string
  readonly email: string
  readonly role: z.infer<typeof invitedRoleSchema>
  readonly invitedAtMs: number
}

export interface TeamRoom {
  readonly roomId: string
  readonly name: string
  /** Whether it belongs to the one who asks. */
  readonly mine: boolean
}

/** Everything of a team that a member may see. */
export interface Team extends TeamSummary {
  readonly people: readonly TeamMember[]
  /** For those who run the team; empty for others. */
  readonly invitations: readonly TeamInvitation[]
  readonly rooms: readonly TeamRoom[]
  /** Open rooms of the one who asks, which are not shared with any team. */
  readonly shareable: readonly TeamRoom[]
}
