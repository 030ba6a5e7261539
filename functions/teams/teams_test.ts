import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import type { ErrorCode } from '../../domain/errors.ts'
import { TEAMS_OWNED_MAX } from '../../domain/team.ts'
import type { Tier } from '../../domain/tier.ts'
import { meetings, teams as teamsTable } from '../../infra/db/schema/mod.ts'
import { silentLog } from '../../infra/log.ts'
import type { MailMessage } from '../../infra/mail/mail.ts'
import { addAccount } from '../accounts/testing.ts'
import { openTestRooms } from '../rooms/testing.ts'
import type { TestRooms } from '../rooms/testing.ts'
import { readableMeeting } from '../transcripts/access.ts'
import { forgetAccountInTeams } from './forget_account.ts'
import { createTeams } from './teams.ts'
import type { Teams } from './teams.ts'

let rooms: TestRooms
let teams: Teams
const mails: MailMessage[] = []
before(async () => {
  rooms = await openTestRooms()
  teams = createTeams({
    db: rooms.db, now: rooms.clock.now, log: silentLog, publicUrl: () => 'http://parley.test',
    mailWords: (locale) => ({ subject: `invitation ${locale}`, text: ({ team, link }) => `${team}\n${link}` }),
    mail: { delivers: true, send: async (message) => void mails.push(message) },
  })
})
after(() => rooms.close())

const refused = (code: ErrorCode) => (error: unknown) => error instanceof DomainError && error.code === code
let count = 0
async function person(tier: Tier = 'free', { verified = true } = {}) {
  const email = `person${++count}@example.org`
  return { email, accountId: await addAccount(rooms.db, email, { tier, verified }) }
}
/** A team with an owner, an administrator and a member. */
async function team() {
  const [owner, admin, member] = [await person('pro'), await person('pro'), await person()]
  const { teamId } = await teams.create({ accountId: owner.accountId, name: 'Engines' })
  for (const [who, role] of [[admin, 'admin'], [member, 'member']] as const) {
    await teams.invite({ teamId, accountId: owner.accountId, email: who.email, role })
    await teams.answer({ teamId, accountId: who.accountId, accept: true })
  }
  const as = ({ accountId }: { accountId: string }) => ({ teamId, accountId })
  return { teamId, owner, admin, member, as }
}
const rolesOf = async (input: { teamId: string; accountId: string }) => Object.fromEntries((await teams.read(input)).people.map(({ accountId, role }) => [accountId, role]))

test('someone is invited by their address, joins once, and leaves', async () => {
  const owner = await person('pro')
  const { teamId } = await teams.create({ accountId: owner.accountId, name: 'Engines' })
  const guest = await person()
  await teams.invite({ teamId, accountId: owner.accountId, email: guest.email, role: 'member' })
  assert.deepEqual([mails.at(-1)!.to, mails.at(-1)!.text], [guest.email, 'Engines\nhttp://parley.test/teams'])
  assert.deepEqual((await teams.invitations(guest.accountId)).map(({ teamName, role }) => [teamName, role]), [['Engines', 'member']])
  await assert.rejects(teams.read({ teamId, accountId: guest.accountId }), refused('not-found'), 'not before they join')
  await teams.answer({ teamId, accountId: guest.accountId, accept: true })
  assert.deepEqual((await teams.list(guest.accountId)).map(({ name, role, members }) => [name, role, members]), [['Engines', 'member', 2]])
  await assert.rejects(teams.answer({ teamId, accountId: guest.accountId, accept: true }), refused('not-found'))
  await assert.rejects(teams.invite({ teamId, accountId: owner.accountId, email: guest.email, role: 'member' }), refused('conflict'))
  await teams.leave({ teamId, accountId: guest.accountId })
  assert.deepEqual(await teams.list(guest.accountId), [])
})

test('only whoever has confirmed the address may answer, and a withdrawn invitation is gone', async () => {
  const { teamId, owner, as } = await team()
  const [invited, other, unconfirmed] = [await person(), await person('pro'), await person('free', { verified: false })]
  for (const { email } of [invited, unconfirmed]) await teams.invite({ ...as(owner), email, role: 'member' })
  await assert.rejects(teams.answer({ teamId, accountId: other.accountId, accept: true }), refused('not-found'))
  await assert.rejects(teams.answer({ teamId, accountId: unconfirmed.accountId, accept: true }), refused('not-found'))
  await teams.withdraw({ ...as(owner), email: invited.email })
  await assert.rejects(teams.answer({ teamId, accountId: invited.accountId, accept: true }), refused('not-found'))
  await teams.invite({ ...as(owner), email: invited.email, role: 'member' })
  await teams.answer({ teamId, accountId: invited.accountId, accept: false })
  assert.deepEqual(await teams.invitations(invited.accountId), [])
  assert.deepEqual(await teams.list(invited.accountId), [])
})

test('free and premium accounts create no team and invite nobody, and there are at most twenty of one owner', async () => {
  for (const tier of ['free', 'premium'] as const) await assert.rejects(teams.create({ accountId: (await person(tier)).accountId, name: 'Mine' }), refused('forbidden'))
  const { owner, member, as } = await team()
  await teams.setRole({ ...as(owner), memberId: member.accountId, role: 'owner' })
  await assert.rejects(teams.invite({ ...as(member), email: 'x@example.org', role: 'member' }), (error) => refused('forbidden')(error) && /free tier/.test(String(error)))
  const many = await person('enterprise')
  for (let made = 0; made < TEAMS_OWNED_MAX; made++) await teams.create({ accountId: many.accountId, name: `Team ${made}` })
  await assert.rejects(teams.create({ accountId: many.accountId, name: 'One more' }), /you own 20/)
})

test('each role does what it may, and strangers find nothing', async () => {
  const { teamId, owner, admin, member, as } = await team()
  const stranger = await person('enterprise')
  const attempts: ((who: { teamId: string; accountId: string }) => Promise<unknown>)[] = [
    (who) => teams.rename({ ...who, name: 'Taken' }),
    (who) => teams.invite({ ...who, email: 'friend@example.org', role: 'member' }),
    (who) => teams.invite({ ...who, email: 'friend@example.org', role: 'admin' }),
    (who) => teams.withdraw({ ...who, email: 'friend@example.org' }),
    (who) => teams.setRole({ ...who, memberId: who.accountId, role: 'owner' }),
    (who) => teams.remove({ ...who, memberId: owner.accountId }),
    (who) => teams.delete(who),
  ]
  for (const attempt of attempts) {
    await assert.rejects(attempt(as(member)), refused('forbidden'))
    await assert.rejects(attempt(as(stranger)), refused('not-found'))
    await assert.rejects(attempt({ teamId: 'x', accountId: owner.accountId }), refused('not-found'))
  }
  for (const attempt of attempts.filter((_, at) => [2, 4, 5, 6].includes(at))) await assert.rejects(attempt(as(admin)), refused('forbidden'))
  await teams.rename({ ...as(admin), name: 'Renamed' })
  assert.equal((await teams.read(as(member))).name, 'Renamed')
  await teams.invite({ ...as(admin), email: 'friend@example.org', role: 'member' })
  assert.equal((await teams.read(as(admin))).invitations.length, 1)
  assert.deepEqual((await teams.read(as(member))).invitations, [], 'members see no invitations')
  await teams.setRole({ ...as(owner), memberId: member.accountId, role: 'admin' })
  await assert.rejects(teams.remove({ ...as(admin), memberId: member.accountId }), refused('forbidden'))
  await teams.remove({ ...as(owner), memberId: member.accountId })
  await assert.rejects(teams.read(as(member)), refused('not-found'))
  await teams.delete({ teamId, accountId: owner.accountId })
  await assert.rejects(teams.read(as(owner)), refused('not-found'))
})

test('a team keeps an owner, whoever leaves, also when two leave at once', async () => {
  const { owner, admin, as } = await team()
  await assert.rejects(teams.leave(as(owner)), refused('conflict'))
  await assert.rejects(teams.setRole({ ...as(owner), memberId: owner.accountId, role: 'member' }), refused('conflict'))
  await teams.setRole({ ...as(owner), memberId: admin.accountId, role: 'owner' })
  const both = await Promise.allSettled([teams.leave(as(owner)), teams.leave(as(admin))])
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
})

test('when the last owner’s account goes, the team goes on with who is next, or ends', async () => {
  const { owner, admin, member, as } = await team()
  await forgetAccountInTeams({ db: rooms.db, log: silentLog }, owner)
  assert.equal((await rolesOf(as(member)))[admin.accountId], 'owner')
  const alone = await person('pro')
  const { teamId } = await teams.create({ accountId: alone.accountId, name: 'Alone' })
  await forgetAccountInTeams({ db: rooms.db, log: silentLog }, alone)
  assert.deepEqual(await rooms.db.select().from(teamsTable).where(eq(teamsTable.teamId, teamId)), [])
})

test('a shared room is in the members’ lists, and its meetings are theirs to read', async () => {
  const { teamId, owner, admin, member, as } = await team()
  const stranger = await person('pro')
  const { roomId } = await rooms.rooms.create({ ownerId: member.accountId, name: 'Workshop' })
  assert.deepEqual((await teams.read(as(member))).shareable.map((room) => room.roomId), [roomId])
  await assert.rejects(teams.share({ ...as(owner), roomId }), refused('not-found'), 'it is not theirs')
  await assert.rejects(teams.share({ ...as(stranger), roomId }), refused('not-found'))
  await teams.share({ ...as(member), roomId })
  assert.deepEqual((await teams.read(as(admin))).rooms, [{ roomId, name: 'Workshop', mine: false }])
  assert.deepEqual((await rooms.rooms.list({ accountId: owner.accountId })).rooms.map(({ room }) => room.roomId), [roomId])
  await rooms.enter(roomId, 'Ada')
  await rooms.local.settled()
  const [meeting] = await rooms.db.select().from(meetings).where(eq(meetings.roomId, roomId))
  const read = ({ accountId }: { accountId: string }) => readableMeeting(rooms.db, { meetingId: meeting!.meetingId, accountId })
  assert.deepEqual([(await read(member)).owns, (await read(admin)).owns], [true, true])
  await assert.rejects(read(stranger), refused('not-found'))
  await teams.remove({ teamId, accountId: owner.accountId, memberId: member.accountId })
  assert.deepEqual((await teams.read(as(owner))).rooms, [], 'who leaves takes their rooms along')
  assert.equal((await read(member)).owns, true)
})

test('those who run the team and the owner end the sharing of a room, others do not', async () => {
  const { owner, admin, member, as } = await team()
  const { roomId } = await rooms.rooms.create({ ownerId: owner.accountId })
  await teams.share({ ...as(owner), roomId })
  await assert.rejects(teams.unshare({ ...as(member), roomId }), refused('not-found'))
  await teams.unshare({ ...as(admin), roomId })
  await assert.rejects(teams.unshare({ ...as(admin), roomId }), refused('not-found'))
})

test('an invitation stands when its mail cannot be sent', async () => {
  const broken = createTeams({
    db: rooms.db, now: rooms.clock.now, log: silentLog, publicUrl: () => '', mailWords: () => ({ subject: '', text: () => '' }),
    mail: { delivers: true, send: async () => Promise.reject(new DomainError('unavailable', 'Cannot send mail now')) },
  })
  const { owner, as } = await team()
  const invited = await person()
  await assert.rejects(broken.invite({ ...as(owner), email: invited.email, role: 'member' }), refused('unavailable'))
  assert.equal((await teams.invitations(invited.accountId)).length, 1)
})
