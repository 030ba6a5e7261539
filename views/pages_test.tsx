import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DomainError, toProblem } from '../domain/errors.ts'
import { LANGUAGES } from '../domain/language.ts'
import type { Participant, Room } from '../domain/room.ts'
import { EntryRefusalPage, ErrorPage, type HomeOverview, HomePage, locales, type Messages, messagesFor, NotFoundPage, PreJoinPage, RoomPage } from './mod.ts'

const english = messagesFor('en')
const READING = { en: { state: 'here' }, pt: { state: 'here' }, es: { state: 'fetchable', bytes: 31_000_000 } } as const
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

const homeOverview: HomeOverview = {
  viewer: { name: '<b>Ada</b>', isAdmin: true, tier: 'free' },
  rooms: {
    rooms: Array.from({ length: 10 }, (_, at) => ({ room: { ...room, roomId: `aaaa-bbbb-ccc${'23456789ab'[at]}`, name: `<i>Lab ${at}` }, present: at, mine: at !== 1 })),
    upcoming: [{ room: { ...room, roomId: 'zzzz-bbbb-cccc', name: 'Demo', scheduledAtMs: Date.UTC(2026, 10, 25, 9) }, present: 0, mine: true }],
  },
  meetings: [{
    meetingId: 'm1', roomId: room.roomId, name: 'Retro', startMs: 0, endMs: 60_000, expiresMs: null, lines: 3, people: ['Ada', 'Bia'], peopleCount: 2,
  }],
}

const pages = {
  overview: (t: Messages = english) => <HomePage t={t} assetUrl={assetUrl} form={form} reading={READING} signIn overview={homeOverview} />,
  'overview, empty': (t: Messages = english) => (
    <HomePage t={t} assetUrl={assetUrl} form={form} reading={READING} signIn overview={{ viewer: homeOverview.viewer, rooms: { rooms: [], upcoming: [] }, meetings: [] }} />
  ),
  home: (t: Messages = english) => <HomePage t={t} assetUrl={assetUrl} form={form} reading={READING} />,
  prejoin: (t: Messages = english) => (
    <PreJoinPage t={t} assetUrl={assetUrl} room={room} form={form} reading={READING} participants={[other]} />
  ),
  room: (t: Messages = english) => (
    <RoomPage t={t}
      assetUrl={assetUrl}
      room={room}
      me={me}
      participants={[other, me]}
      captions={[]}
      reading={READING}
      inviteUrl='https://x.test/rooms/abcd-efgh-jkmn'
    />
  ),
  notFound: (t: Messages = english) => <NotFoundPage t={t} assetUrl={assetUrl} code={'<i>"'} />,
  full: (t: Messages = english) => <EntryRefusalPage t={t} assetUrl={assetUrl} room={room} why='room-full' />,
  error: (t: Messages = english) => <ErrorPage t={t} assetUrl={assetUrl} problem={toProblem(new DomainError('timeout', 'Cannot do "<u>"'))} />,
}

/** The text of the page: tags away, entities back. */
function textOf(html: string): string {
  return html.replace(/<[^>]*>/g, ' ').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(
    /&amp;/g,
    '&',
  ).replace(/\s+/g, ' ')
}

for (const [name, page] of locales.flatMap((locale) => Object.entries(pages).map(([name, page]) => [`${name}, ${locale}`, () => page(messagesFor(locale))] as const))) {
  test(`${name}: a whole document with one title, one main heading, unique ids and labels that lead somewhere`, () => {
    const html = String(page())
    assert.match(html, /^<!doctype html><html lang="(en|vi|pt-BR)" dir="ltr">/)
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
    <HomePage t={english} assetUrl={assetUrl} form={typed} errors={{ name: 'Enter your name' }} reading={READING} />,
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
    String(<PreJoinPage t={english} assetUrl={assetUrl} room={room} form={form} reading={{}} participants={many} />),
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
    <RoomPage t={english}
      assetUrl={assetUrl}
      room={room}
      me={german}
      participants={[]}
      captions={[]}
      reading={READING}
      inviteUrl='https://x.test/'
    />,
  )
  assert.match(textOf(html), /German can’t be read yet\. No translation model exists for it here\./)
  assert.doesNotMatch(textOf(String(pages.room())), /can’t be read yet/)
})

test('refusals say what to do next and show what was given as text', () => {
  assert.match(textOf(String(pages.notFound())), /no meeting with the code <i>"/)
  assert.match(String(pages.notFound()), /<a class="button button-primary" href="\/">Start a new meeting<\/a>/)
  assert.match(textOf(String(pages.full())), /6 of 6 people/)
  assert.match(String(pages.full()), /href="\/rooms\/abcd-efgh-jkmn">Try again/)
  assert.match(textOf(String(pages.error())), /It took too long .*Cannot do "<u>"/)
})

test('pages in another language say so, and nothing on them is left in English', () => {
  const left = /\b(the|you|your|is|this|with|and|meeting|Read|Speak|Join|Name|Language|Leave|Captions|Microphone)\b/i
  for (const [locale, lang] of [['vi', 'vi'], ['pt', 'pt-BR']] as const) {
    for (const [name, page] of Object.entries(pages)) {
      const html = String(page(messagesFor(locale)))
      assert.match(html, new RegExp(`<html lang="${lang}"`))
      // What the server says to programs and what people are called is as it is.
      const own = html.replace(/<p class="hint" lang="en".*?<\/p>/g, '').replace(/<bdi>.*?<\/bdi>/g, '')
      const attributes = [...own.matchAll(/\s(?:aria-label|data-on|data-off|data-done|data-by-hand|data-name|data-none|label)="([^"]*)"/g)].map((match) => match[1])
      assert.doesNotMatch(`${textOf(own)} ${attributes.join(' ')}`, left, `${name}, ${locale}`)
    }
  }
})

test('a page can be had in each language, by a form that needs no script', () => {
  const html = String(pages.home(messagesFor('pt')))
  assert.match(html, /<form method="post" action="\/locale"[^>]*><input type="hidden" name="next" value="\/"\/>/)
  assert.match(html, /<button class="locale" type="submit" name="locale" value="vi" lang="vi">Tiếng Việt<\/button>/)
  assert.match(html, /value="pt" lang="pt-BR" aria-current="true">Português</)
})

test('home: guests are offered an account where there are some, people who are signed in see what is theirs', () => {
  const guest = String(<HomePage t={english} assetUrl={assetUrl} form={form} reading={{}} signIn />)
  assert.match(guest, /<a class="button" href="\/sign-in">Sign in<\/a><a class="button button-quiet" href="\/register">Create account<\/a>/)
  assert.doesNotMatch(String(pages.home()), /sign-in|Create account/)

  const html = String(pages.overview())
  const text = textOf(html)
  assert.match(html, /<h1>Parley<\/h1>/)
  assert.match(text, /Signed in as <b>Ada<\/b>.*Transcripts.*Teams.*Accounts.*Account.*Sign out/)
  assert.match(html, /<form method="post" action="\/sign-out"><button class="link" type="submit">Sign out/)
  assert.match(html, /<a class="button" href="\/rooms\/new">New room<\/a>/)
  assert.match(text, /Upcoming.*Demo.*Nov 25, 2026.*My rooms.*Lab 0.*1 person is there now.*7 people are there now.*2 older rooms.*Lab 9.*Recent transcripts.*Retro.*1 min.*3 lines/)
  assert.equal(html.match(/href="\/rooms\/[a-z0-9-]+\/settings"/g)?.length, 10, 'what is not one’s own cannot be set')
  assert.doesNotMatch(html, /<i>Lab/)
  const plain = String(<HomePage t={english} assetUrl={assetUrl} form={form} reading={{}} signIn overview={{ ...homeOverview, viewer: { name: 'Bia', isAdmin: false, tier: 'free' } }} />)
  assert.doesNotMatch(plain, /admin/)
})

test('home: empty lists say what will be there, and what cannot be asked for is said too', () => {
  const empty = textOf(String(pages['overview, empty']()))
  assert.match(empty, /Nothing is planned\..*No rooms yet\..*No transcripts yet\./)
  const away = String(<HomePage t={english} assetUrl={assetUrl} form={form} reading={{}} signIn overview={{ viewer: homeOverview.viewer, rooms: null, meetings: null }} />)
  assert.equal(away.match(/This cannot be shown just now/g)?.length, 3)
  assert.match(away, /Start a meeting/)
})
