import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RoomEvent } from '../../domain/events.ts'
import type { Language } from '../../domain/language.ts'
import type { LanguageState } from '../../domain/language_state.ts'
import type { Participant, Role, Room } from '../../domain/room.ts'
import { speakerColour, speakerInitial } from '../parts/speaker.ts'
import { messagesFor } from '../messages/mod.ts'
import { RoomEventPush } from './event.tsx'
import { LanguageNewsPush, LanguageNotePush } from './language.tsx'
import { PeoplePush } from './people.tsx'

const t = messagesFor('en')
const html = (event: RoomEvent, me = 'me') => String(<RoomEventPush t={t} event={event} me={me} />)

function captionEvent(
  change: Partial<Extract<RoomEvent, { type: 'caption' }>> = {},
  caption: object = {},
): Extract<RoomEvent, { type: 'caption' }> {
  return {
    type: 'caption',
    reader: 'pt',
    translation: null,
    untranslated: null,
    ...change,
    caption: {
      captionId: 'u/1',
      roomId: 'r',
      peerId: 'p',
      speakerName: 'Ada',
      kind: 'final',
      language: 'en',
      text: 'Good morning',
      confidence: 1,
      startMs: 0,
      endMs: 1,
      ...caption,
    },
  }
}

const person = (present: boolean): Participant => (
  {
    peerId: 'p',
    roomId: 'r',
    name: 'Zoë <3',
    preferences: { speaks: null, reads: 'en', hears: 'original' },
    role: 'guest',
    accountId: null,
    deviceId: null,
    joinedAtMs: 0,
    present,
  }
)

test('a final caption: name, translation, original, each with its language; its interim line goes', () => {
  const out = html(captionEvent({ translation: { language: 'pt', text: 'Bom dia', engine: 'x' } }))
  assert.match(out, /<ol hx-swap-oob="once:#captions"><li id="caption-u_2f1" class="caption" data-final="u\/1">/)
  assert.match(
    out,
    /Ada<\/span>.*<p class="translation" id="translation-u_2f1" lang="pt" dir="ltr">Bom dia<\/p><p class="original" id="original-u_2f1" lang="en" dir="ltr">Good morning<\/p><\/li>/,
  )
  assert.match(out, /<ol hx-swap-oob="remove:#interims"><li id="interim-u_2f1"><\/li><\/ol>$/)
})

test('a caption in the reader’s own language has no translation and no note', () => {
  const out = html(captionEvent())
  assert.doesNotMatch(out, /translation|caption-note/)
})

test('a caption without translation says why', () => {
  assert.match(html(captionEvent({ untranslated: 'unavailable' })), /cannot translate it into Portuguese yet/)
  assert.match(html(captionEvent({ untranslated: 'failed' })), /did not work this time/)
})

test('words and names with HTML in them are text', () => {
  const out = html(
    captionEvent({ translation: { language: 'pt', text: '<b>oi</b>', engine: 'x' } }, {
      text: '<script>1</script>',
      speakerName: '"><img src=x>',
    }),
  )
  assert.doesNotMatch(out, /<b>|<script>|<img/)
  assert.match(out, /&lt;script&gt;1&lt;\/script&gt;/)
})

test('right-to-left text says so', () => {
  assert.match(
    html(captionEvent({}, { language: 'ar', text: 'مرحبا' })),
    /<p class="original" id="original-u_2f1" lang="ar" dir="rtl">مرحبا<\/p>/,
  )
})

test('Javanese has its BCP 47 name', () => {
  assert.match(html(captionEvent({}, { language: 'jw' })), /lang="jv"/)
})

test('an interim caption goes to the list that is not read aloud, and never to the log', () => {
  const out = html(captionEvent({}, { kind: 'interim' }))
  assert.match(out, /^<ol hx-swap-oob="upsert:#interims"><li id="interim-u_2f1" class="caption interim">/)
  assert.doesNotMatch(out, /data-final|#captions/)
})

test('of an interim caption, what stays is plain and what may change is set apart, in both languages', () => {
  const interim = captionEvent({ translation: { language: 'pt', text: 'Bom dia a', engine: 'x' }, steady: { original: 12, translation: 7 } }, { kind: 'interim', text: 'Good morning all <b>' })
  assert.match(
    html(interim),
    /<p class="translation" lang="pt" dir="ltr">Bom dia<i class="tail"> a<\/i><\/p><p class="original" lang="en" dir="ltr">Good morning<i class="tail"> all &lt;b&gt;<\/i><\/p>/,
  )
  const rtl = html(captionEvent({ steady: { original: 5, translation: 0 } }, { kind: 'interim', language: 'ar', text: 'مرحبا بكم' }))
  assert.match(rtl, /<p class="original" lang="ar" dir="rtl">مرحبا<i class="tail"> بكم<\/i><\/p>/)
  assert.doesNotMatch(html(captionEvent()), /tail/)
})

test('a reader of another language sees that words are coming before the first of them is translated', () => {
  const coming = captionEvent({ translation: { language: 'pt', text: '', engine: '' }, steady: { original: 0, translation: 0 } }, { kind: 'interim' })
  assert.match(html(coming), /<p class="translation" lang="pt" dir="ltr"><i class="tail">…<\/i><\/p><p class="original" lang="en" dir="ltr"><i class="tail">Good morning<\/i><\/p>/)
  assert.doesNotMatch(html(captionEvent({}, { kind: 'interim' })), /translation/)
})

test('a withdrawn caption takes its interim line away', () => {
  assert.equal(
    html({ type: 'caption-withdrawn', captionId: 'a', peerId: 'p' }),
    '<ol hx-swap-oob="remove:#interims"><li id="interim-a"></li></ol>',
  )
})

test('people come, change and go by their ids; a tile that is there is not replaced', () => {
  const joined = html({ type: 'participant-joined', participant: person(true) })
  assert.match(joined, /<ul hx-swap-oob="upsert:#people"><li id="person-p"/)
  assert.match(joined, /<ul hx-swap-oob="once:#tiles"><li id="tile-p"/)
  assert.match(
    joined,
    /<div hx-swap-oob="update:#tiles"><span class="tile-name" id="tile-name-p"><bdi>Zoë &lt;3<\/bdi>/,
  )
  assert.match(joined, /Spoken language detected · reads English/)
  const gone =
    '<ul hx-swap-oob="remove:#people"><li id="person-p"></li></ul><ul hx-swap-oob="remove:#tiles"><li id="tile-p"></li></ul>'
  assert.equal(html({ type: 'participant-left', peerId: 'p' }), gone)
  assert.equal(html({ type: 'participant-changed', participant: person(false) }), gone)
})

test('one keeps one’s own place while one’s connection is away', () => {
  assert.equal(html({ type: 'participant-left', peerId: 'p' }, 'p'), '')
  assert.match(html({ type: 'participant-changed', participant: person(false) }, 'p'), /\(you\)/)
})

test('a page that was away gets everyone, itself first', () => {
  const me = { ...person(true), peerId: 'me' }
  const out = String(<PeoplePush t={t} participants={[person(true), me]} me={me} />)
  assert.match(
    out,
    /<ul hx-swap-oob="sync:#people"><li id="person-me".*<li id="person-p".*<ul hx-swap-oob="sync:#tiles"><li id="tile-me".*<li id="tile-p"/,
  )
})

test('status: silent while captions keep up, plain words when they do not', () => {
  assert.doesNotMatch(html({ type: 'captions-status', behindMs: 900, shed: 0, lost: 0 }), /span/)
  assert.match(
    html({ type: 'captions-status', behindMs: 3_400, shed: 2, lost: 1 }),
    />3 s behind<.*>1 caption could not be made<.*>2 live previews left out</,
  )
  const paused = html({ type: 'captions-status', behindMs: 0, shed: 40, lost: 0, paused: true })
  assert.match(paused, />Interim text is paused: more people talk than this machine follows; final lines still come</)
  assert.doesNotMatch(paused, /left out/)
})

test('the language note comes and goes with what can be read', () => {
  const note = (state: LanguageState) => String(<LanguageNotePush t={t} roomId='r' reads='de' state={state} />)
  assert.match(note({ state: 'unavailable', reason: 'offline' }), /hx-swap-oob="true".*German can’t be read yet.*cannot be reached.*action="\/rooms\/r\/preferences".*value="de".*Try again/)
  assert.match(note({ state: 'unavailable', reason: 'none' }), /No translation model exists/)
  assert.doesNotMatch(note({ state: 'unavailable', reason: 'none' }), /<form/, 'trying again would change nothing')
  assert.match(note({ state: 'fetchable', bytes: null }), /German is not on this server yet.*Fetch it/)
  assert.doesNotMatch(note({ state: 'here' }), /class="note"/)
})

test('a language on its way appears once, moves on in a place that is not read out, and says when it is there', () => {
  const news = (state: LanguageState, { from = null as Language | null, fetched = false } = {}) =>
    String(<LanguageNewsPush t={t} roomId='r' news={{ reads: 'es', from, state, fetched }} />)
  const half = news({ state: 'fetching', doneBytes: 15_500_000, totalBytes: 31_000_000 })
  assert.match(half, /hx-swap-oob="once:#language-note"><div id="language-fetching-any-es" class="note">Spanish is being fetched/)
  assert.match(half, /hx-swap-oob="update:#language-note"><div id="language-progress-any-es" class="language-progress" aria-live="off"><progress max="100" value="50"[^>]*>.*16 MB of 31 MB/)
  assert.doesNotMatch(news({ state: 'fetching', doneBytes: 0, totalBytes: null }), /value=/)
  const there = news({ state: 'here' }, { fetched: true })
  assert.match(there, /hx-swap-oob="remove:#language-note">.*id="language-fetching-any-es"/)
  assert.match(there, /Spanish is ready\. Captions are translated from now on/)
  assert.match(news({ state: 'unavailable', reason: 'disk-full' }, { from: 'de' }), /German can’t be translated into Spanish\.<\/strong> The disk of this server is full/)
})

test('a person has one colour, and the initial that people see', () => {
  assert.equal(speakerColour('abc'), speakerColour('abc'))
  const colours = new Set(Array.from({ length: 200 }, (_, at) => speakerColour(`peer-${at}`)))
  assert.deepEqual([...colours].sort(), [0, 1, 2, 3, 4, 5, 6, 7])
  assert.equal(speakerInitial('élodie'), 'É')
  assert.equal(speakerInitial('👩‍🚀 Sally'), '👩‍🚀')
  assert.equal(speakerInitial('  '), '?')
})

test('what is pushed is in the language of the page that gets it', () => {
  const pt = messagesFor('pt')
  const pushed = String(<RoomEventPush t={pt} event={captionEvent({ untranslated: 'unavailable' })} me='me' />)
  assert.match(pushed, /ainda não traduz para o idioma português/)
  assert.match(String(<RoomEventPush t={messagesFor('vi')} event={{ type: 'participant-joined', participant: person(true) }} me='p' />), /\(bạn\).*đọc tiếng Anh/)
})

test('a chat message lands once, as text, in the reader’s language with the original under it', () => {
  const out = html({
    type: 'chat', reader: 'pt', untranslated: null, translation: { language: 'pt', text: 'Bom <b>dia</b>', engine: 'x' },
    message: { messageId: 'm/1', roomId: 'r', peerId: 'p', speakerName: '<i>Ada', language: 'en', text: 'Good <b>morning</b>', sentMs: 0 },
  })
  assert.match(out, /^<ol hx-swap-oob="once:#chat-messages"><li id="message-m_2f1" class="caption" data-message="m\/1" data-from="p">/)
  assert.match(out, /&lt;i&gt;Ada<\/span>.*lang="pt" dir="ltr">Bom &lt;b&gt;dia&lt;\/b&gt;<\/p><p class="original" lang="en" dir="ltr">Good &lt;b&gt;morning&lt;\/b&gt;<\/p><\/li><\/ol>$/)
})

const room: Room = {
  roomId: 'r', name: 'Weekly <b>', ownerId: null, teamId: null, tier: 'free', lobby: true, locked: true, hasPasscode: true,
  createdAtMs: 0, scheduledAtMs: null, closedAtMs: null, peopleMax: 6,
}

test('hosts see what they may do about guests, and nobody else does', () => {
  const as = (role: Role, event: RoomEvent) => String(<RoomEventPush t={messagesFor('en')} event={event} me='me' role={role} />)
  const joined: RoomEvent = { type: 'participant-joined', participant: person(true) }
  for (const name of ['Mute Zoë &lt;3', 'Stop Zoë &lt;3&#39;s share', 'Remove Zoë &lt;3', 'Make Zoë &lt;3 co-host', 'Hand over to Zoë &lt;3']) {
    assert.ok(as('owner', joined).includes(`aria-label="${name}"`), name)
  }
  assert.match(as('cohost', joined), /aria-label="Mute Zoë/)
  assert.doesNotMatch(as('cohost', joined), /Hand over|co-host"/)
  assert.doesNotMatch(as('guest', joined), /<form|<button/)
  const host: RoomEvent = { type: 'participant-joined', participant: { ...person(true), role: 'owner' } }
  assert.doesNotMatch(as('cohost', host), /<form/)
  assert.match(as('guest', host), /class="role">Host</)
})

test('who waits is told to hosts alone, their names as text', () => {
  const event: RoomEvent = { type: 'waiting-changed', waiting: [{ peerId: 'w', roomId: 'r', name: '<img src=x>', askedAtMs: 0 }] }
  const seen = String(<RoomEventPush t={messagesFor('en')} event={event} me='me' role='cohost' />)
  assert.match(seen, /^<div id="waiting"[^>]*hx-swap-oob="true".*aria-label="Admit &lt;img src=x&gt;".*aria-label="Deny/)
  assert.equal(html(event), '')
})

test('a changed room is named anew for everyone; its settings are for hosts', () => {
  const event: RoomEvent = { type: 'room-changed', room }
  assert.match(html(event), /id="room-name"[^>]*><bdi>Weekly &lt;b&gt;<\/bdi>.*Locked/)
  assert.doesNotMatch(html(event), /<form/)
  const settings = String(<RoomEventPush t={messagesFor('en')} event={event} me='me' role='cohost' />)
  assert.match(settings, /name="locked" checked.*name="lobby" checked.*A passcode is set/)
  assert.doesNotMatch(settings, /End for everyone/)
})

test('what a host did is said to whom it concerns; the end is said to all', () => {
  assert.match(html({ type: 'participant-muted', peerId: 'me' }), /A host muted you/)
  assert.equal(html({ type: 'participant-muted', peerId: 'p' }), '')
  assert.match(html({ type: 'share-stopped', peerId: 'me' }), /A host stopped your share/)
  assert.match(html({ type: 'room-ending', minutes: 2, endsAtMs: 120_000 }), /role="status".*ends in 2 minutes.*data-ends-at="120000"/)
})

test('that a voice is collected is told to who speaks, and to nobody else', () => {
  const collected = (speechMs: number | null, me = 'me') => html({ type: 'voice-collected', peerId: 'me', speechMs }, me)
  assert.match(collected(12_400), /^<div id="collect-note" class="notes" role="status" aria-live="off" hx-swap-oob="true">/)
  assert.match(collected(12_400), /being collected from what you say here.*<progress max="30000" value="12400"[^>]*><\/progress> 12 of 30 seconds.*href="\/account\/voices" target="_blank"/)
  assert.match(collected(33_000), /aria-live="polite".*nothing more is collected/)
  assert.doesNotMatch(collected(33_000), /<progress/)
  assert.match(collected(null), /^<div id="collect-note"[^>]*><\/div>$/)
  assert.equal(collected(12_400, 'other'), '')
})
