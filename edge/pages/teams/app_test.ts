import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { silentLog } from '../../../infra/log.ts'
import { openAdministeredEdge } from '../../administration_testing.ts'
import { leaveTeamsOnDelete } from '../../open_administration.tsx'

let edge: Awaited<ReturnType<typeof openAdministeredEdge>>
before(async () => {
  edge = await openAdministeredEdge({ onDelete: [(account) => leaveTeamsOnDelete({ db: edge.db, log: silentLog })(account)] })
})
after(() => edge.close())

type Person = Awaited<ReturnType<typeof edge.signedUp>>

async function teamOf({ browser }: Person, name = 'Engines') {
  const made = await browser.post('/teams', { name })
  assert.equal(made.status, 303)
  return new URL(made.headers.get('location')!, 'http://parley.test').pathname
}
const said = async ({ browser }: Person, answer: Response) => await (await browser.get(answer.headers.get('location')!)).text()

test('a team is made, someone is invited, joins, gets a role and is removed: with forms alone', async () => {
  const [owner, guest] = [await edge.signedUp({ tier: 'pro', name: 'Ada' }), await edge.signedUp({ name: 'Bea <b>' })]
  assert.match(await (await owner.browser.get('/account')).text(), /href="\/teams"/)
  const made = await owner.browser.post('/teams', { name: 'Engines' })
  assert.match(await said(owner, made), /The team is there/)
  const team = new URL(made.headers.get('location')!, 'http://parley.test').pathname
  const invited = await owner.browser.post(`${team}/invite`, { email: guest.email.toUpperCase(), role: 'member' })
  assert.match(await said(owner, invited), new RegExp(`The invitation is sent.*This server sends no mail.*${guest.email}`, 's'))
  assert.ok(edge.logLines.some((line) => line.includes('mail-not-configured') && line.includes('/teams')), 'its link is in the log')
  assert.match(await (await guest.browser.get('/teams')).text(), /You are invited to the team Engines/)
  assert.match(await (await guest.browser.get('/account')).text(), /You are invited to the team Engines/)
  assert.equal((await guest.browser.get(team)).status, 404)
  assert.match(await said(guest, await guest.browser.post(`${team}/accept`, {})), /You are a member now.*Ada/s)
  assert.match(await (await guest.browser.get('/teams')).text(), /Engines.*Member · 2 members/s)
  assert.match(await (await owner.browser.get(team)).text(), /Bea &lt;b&gt;/)
  assert.match(await said(owner, await owner.browser.post(`${team}/role`, { member: guest.accountId, role: 'admin' })), /The role is changed/)
  assert.match(await said(guest, await guest.browser.post(`${team}/rename`, { name: 'Machines' })), /<h1[^>]*>Machines/)
  assert.match(await said(owner, await owner.browser.post(`${team}/remove`, { member: guest.accountId })), /They are no longer a member/)
  assert.equal((await guest.browser.get(team)).status, 404)
  assert.match(await said(owner, await owner.browser.post(`${team}/delete`, {})), /The team is deleted.*You are in no team yet/s)
})

test('mistakes stand beside their fields', async () => {
  const owner = await edge.signedUp({ tier: 'pro' })
  const blank = await owner.browser.post('/teams', { name: ' ' })
  assert.equal(blank.status, 422)
  assert.match(await blank.text(), /id="field-name-error">Enter a name/)
  const team = await teamOf(owner)
  const wrong = await owner.browser.post(`${team}/invite`, { email: 'not an address', role: 'member' })
  assert.equal(wrong.status, 422)
  assert.match(await wrong.text(), /value="not an address".*id="field-email-error">Enter an e-mail address/s)
  assert.match(await (await owner.browser.post(`${team}/invite`, { email: owner.email, role: 'member' })).text(), /They are a member already/)
  assert.match(await (await owner.browser.post(`${team}/rename`, { name: '' })).text(), /id="field-name-error"/)
  assert.equal((await owner.browser.post(`${team}/leave`, {})).status, 409)
  assert.equal((await owner.browser.post(`${team}/role`, { member: owner.accountId, role: 'king' })).status, 422)
  assert.equal((await owner.browser.post(`${team}/conquer`, {})).status, 404)
})

test('strangers, guests and other sites get nowhere; a free account makes no team', async () => {
  const [owner, eve] = [await edge.signedUp({ tier: 'pro' }), await edge.signedUp({ tier: 'pro' })]
  const team = await teamOf(owner)
  assert.equal((await eve.browser.get(team)).status, 404)
  for (const action of ['rename', 'invite', 'withdraw', 'accept', 'decline', 'role', 'remove', 'leave', 'delete', 'share', 'unshare']) {
    const form = { name: 'Taken', email: eve.email, role: 'member', member: owner.accountId, room: 'abcd-efgh-jkmn' }
    assert.equal((await eve.browser.post(`${team}/${action}`, form)).status, 404, action)
  }
  assert.equal((await owner.browser.post(`${team}/delete`, {}, { origin: 'https://elsewhere.example' })).status, 403)
  assert.equal((await edge.browser().get(team)).headers.get('location'), `/sign-in?next=${encodeURIComponent(team)}`)
  assert.equal((await owner.browser.get(team)).status, 200)
  const free = await edge.signedUp({ tier: 'free' })
  assert.match(await (await free.browser.get('/teams')).text(), /part of the plans Pro and Enterprise. Yours is Free/)
  assert.equal((await free.browser.post('/teams', { name: 'Mine' })).status, 403)
})

test('a room is shared from the team’s page, and when the owner’s account is deleted the team goes on', async () => {
  const [owner, member] = [await edge.signedUp({ tier: 'pro' }), await edge.signedUp()]
  const team = await teamOf(owner)
  await owner.browser.post(`${team}/invite`, { email: member.email, role: 'member' })
  await member.browser.post(`${team}/accept`, {})
  const { roomId } = await edge.rooms.create({ ownerId: member.accountId, name: 'Workshop' })
  assert.match(await (await member.browser.get(team)).text(), new RegExp(`<option value="${roomId}">Workshop`))
  assert.match(await said(member, await member.browser.post(`${team}/share`, { room: roomId })), /The room is shared/)
  assert.match(await (await owner.browser.get(team)).text(), new RegExp(`href="/rooms/${roomId}".*Workshop.*Stop sharing`, 's'))
  assert.equal((await owner.browser.post('/account/delete', { password: 'difference engine' })).status, 303)
  assert.match(await (await member.browser.get('/teams')).text(), /Engines.*Owner · 1 member/s)
})

test('nobody’s mailbox is filled with invitations', async () => {
  const owner = await edge.signedUp({ tier: 'pro' })
  const team = await teamOf(owner)
  for (let sent = 0; sent < 5; sent++) assert.equal((await owner.browser.post(`${team}/invite`, { email: 'often@example.org', role: 'member' })).status, 303)
  assert.equal((await owner.browser.post(`${team}/invite`, { email: ' Often@example.org', role: 'member' })).status, 429)
  assert.equal((await owner.browser.post(`${team}/invite`, { email: 'another@example.org', role: 'member' })).status, 303)
})
