import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DomainError, toProblem } from '../domain/errors.ts'
import { LANGUAGES } from '../domain/language.ts'
import type { Participant, Room } from '../domain/room.ts'
import { ErrorPage, HomePage, NotFoundPage, PreJoinPage, RoomFullPage, RoomPage } from './mod.ts'

const assetUrl = (name: string) => `/assets/${name}`
const room: Room = {
  roomId: 'abcd-efgh-jkmn', name: 'abcd-efgh-jkmn', ownerId: null, teamId: null, tier: 'free', lobby: false, locked: false, hasPasscode: false,
  createdAtMs: 0, scheduledAtMs: null, closedAtMs: null, peopleMax: 6,
}
const form = { name: '', speaks: 'auto', reads: 'pt', hears: 'original' }

function person(peerId: string, name: string): Participant {
  return {
    peerId,
    roomId: room.roomId,
    name,
    preferences: { speaks: 'en', reads: 'pt', hears: 'original' },
    role: 'guest',
    accountId: null,
    deviceId: null,
    joinedAtMs: 0,
    present: true,
  }
}

const me = person('me', 'Ada')
const other = person('x.y:z', '<b onclick="steal()">Bea</b>')

const pages = {
  home: () => <HomePage assetUrl={assetUrl} form={form} readable={['en', 'pt']} />,
  prejoin: () => (
    <PreJoinPage assetUrl={assetUrl} room={room} form={form} readable={['en', 'pt']} participants={[other]} />
  ),
  room: () => (
    <RoomPage
      assetUrl={assetUrl}
      room={room}
      me={me}
      participants={[other, me]}
      captions={[]}
      readable={['en', 'pt']}
      inviteUrl='https://x.test/rooms/abcd-efgh-jkmn'
    />
  ),
  notFound: () => <NotFoundPage assetUrl={assetUrl} code={'<i>"'} />,
  full: () => <RoomFullPage assetUrl={assetUrl} room={room} />,
  error: () => <ErrorPage assetUrl={assetUrl} problem={toProblem(new DomainError('timeout', 'Cannot do "<u>"'))} />,
}

/** The text of the page: tags away, entities back. */
function textOf(html: string): string {
  return html.replace(/<[^>]*>/g, ' ').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(
    /&amp;/g,
    '&',
  ).replace(/\s+/g, ' ')
}

for (const [name, page] of Object.entries(pages)) {
  test(`${name}: a whole document with one title, one main heading, unique ids and labels that lead somewhere`, () => {
    const html = String(page())
    assert.match(html, /^<!doctype html><html lang="en" dir="ltr">/)
    assert.equal(html.match(/<title>/g)?.length, 1)
    assert.equal(html.match(/<h1[ >]/g)?.length, 1)
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1])
    assert.deepEqual(ids.filter((id, at) => ids.indexOf(id) !== at), [])
    for (const [, target] of html.matchAll(/\s(?:for|aria-labelledby|aria-controls|aria-describedby)="([^"]*)"/g)) {
      assert.ok(ids.includes(target!), `nothing has the id "${target}"`)
    }
  })

  test(`${name}: nothing inline, so that the strict content policy holds`, () => {
    const html = String(page())
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)/)
    assert.doesNotMatch(html, /<style|\sstyle=|<[^>]*\son[a-z]+=|javascript:/)
    for (const [, address] of html.matchAll(/\s(?:src|href|action)="([^"]*)"/g)) assert.match(address!, /^[/#]/)
  })
}

test('home: one form with labelled fields that posts to /rooms without a script', () => {
  const html = String(pages.home())
  assert.match(html, /<h1>Parley<\/h1>/)
  assert.match(html, /<form method="post" action="\/rooms"/)
  for (const label of ['Your name', 'I speak', 'I read', 'I hear']) {
    assert.match(html, new RegExp(`<label for="[^"]+">${label}</label>`))
  }
  assert.match(html, /<button [^>]*type="submit">Start a meeting<\/button>/)
  assert.match(html, /<option value="auto" selected="">Detect automatically<\/option>/)
  assert.match(html, /<option value="original" selected="">Original voices<\/option>/)
  assert.doesNotMatch(html, /<script/)
})

test('every language can be chosen once in each menu, the ones that are translated first', () => {
  const html = String(pages.home())
  const reads = /<select id="field-reads".*?<\/select>/.exec(html)![0]
  const options = [...reads.matchAll(/<option value="([^"]+)"/g)].map((match) => match[1]!)
  assert.deepEqual([...options].sort(), Object.keys(LANGUAGES).sort())
  assert.deepEqual(options.slice(0, 2), ['en', 'pt'])
  assert.match(reads, /<option value="pt" selected="">Portuguese<\/option>/)
})

test('errors stand beside their fields, keep what was typed, and take the focus', () => {
  const typed = { name: '  "><script>1</script>', speaks: 'fr', reads: 'pt', hears: 'original' }
  const html = String(
    <HomePage assetUrl={assetUrl} form={typed} errors={{ name: 'Enter your name' }} readable={['pt']} />,
  )
  const field = /<input[^>]*>/.exec(html)![0]
  assert.match(field, /aria-invalid="true"/)
  assert.match(field, /autofocus/)
  assert.match(field, /aria-describedby="field-name-error"/)
  assert.match(html, /<p class="field-error" id="field-name-error">Enter your name<\/p>/)
  assert.match(html, /<option value="fr" selected="">French<\/option>/)
  assert.doesNotMatch(html, /<script>1/)
})

test('pre-join: posts to the room, shows who is there, works with no device', () => {
  const html = String(pages.prejoin())
  assert.match(html, /<form id="join-form" method="post" action="\/rooms\/abcd-efgh-jkmn\/join"/)
  assert.match(html, />Join<\/button>/)
  assert.match(textOf(html), /<b onclick="steal\(\)">Bea<\/b>/)
  for (const device of ['Microphone', 'Camera', 'Speaker']) {
    assert.match(html, new RegExp(`<label for="device-[a-z]+">${device}</label>`))
  }
  assert.match(html, /join anyway/)
})

test('pre-join: a crowd is named in part and counted', () => {
  const many = Array.from({ length: 9 }, (_, at) => person(`p${at}`, `Person ${at}`))
  const text = textOf(
    String(<PreJoinPage assetUrl={assetUrl} room={room} form={form} readable={[]} participants={many} />),
  )
  assert.match(text, /Person 3 .*and 5 more/)
  assert.doesNotMatch(text, /Person 4/)
})

test('room: controls by their names, tiles and participants with me first, names as text', () => {
  const html = String(pages.room())
  for (const name of ['Mute', 'Stop camera', 'Share screen', 'Captions', 'Leave']) {
    assert.match(html, new RegExp(`<span class="control-text">${name}</span>`))
  }
  const tiles = [...html.matchAll(/<li id="tile-[^"]*"[^>]*data-peer-id="([^"]*)"/g)].map((match) => match[1])
  assert.deepEqual(tiles, ['me', 'x.y:z'])
  assert.match(html, /<ul id="people" class="people" aria-label="Participants"/)
  assert.equal(html.match(/<b onclick/g), null)
  assert.match(html, /role="log" aria-label="Captions"/)
  assert.match(html, /ws-connect="\/rooms\/abcd-efgh-jkmn\/hub"/)
  assert.match(html, /data-signal="\/rooms\/abcd-efgh-jkmn\/signal"/)
  assert.match(html, /<form method="post" action="\/rooms\/abcd-efgh-jkmn\/leave"/)
})

test('room: says at once when the chosen language cannot be read', () => {
  const german = { ...me, preferences: { ...me.preferences, reads: 'de' as const } }
  const html = String(
    <RoomPage
      assetUrl={assetUrl}
      room={room}
      me={german}
      participants={[]}
      captions={[]}
      readable={['en', 'pt']}
      inviteUrl='https://x.test/'
    />,
  )
  assert.match(textOf(html), /German can’t be read yet\. This server has no translation into it\./)
  assert.doesNotMatch(textOf(String(pages.room())), /can’t be read yet/)
})

test('refusals say what to do next and show what was given as text', () => {
  assert.match(textOf(String(pages.notFound())), /no meeting with the code <i>"/)
  assert.match(String(pages.notFound()), /<a class="button button-primary" href="\/">Start a new meeting<\/a>/)
  assert.match(textOf(String(pages.full())), /6 of 6 people/)
  assert.match(String(pages.full()), /href="\/rooms\/abcd-efgh-jkmn">Try again/)
  assert.match(textOf(String(pages.error())), /It took too long .*Cannot do "<u>"/)
})
