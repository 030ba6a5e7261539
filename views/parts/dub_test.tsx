import { equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import type { Dub } from '../../domain/dub.ts'
import { locales, messagesFor } from '../messages/mod.ts'
import { RoomEventPush } from '../push/event.tsx'
import { LineDub } from './dub.tsx'

const dub: Dub = { dubId: 'd1', captionId: 'c1', roomId: 'abcd-efgh-jkmn', meetingId: 'm1', language: 'pt', state: 'working', cause: null, durationMs: null, quickMs: null }
const pushed = (over: Partial<Dub>, locale = 'en') => String(<RoomEventPush t={messagesFor(locale)} event={{ type: 'dub', dub: { ...dub, ...over } }} me='' />)

test('a line says that the own voice is being made, plays the quick one meanwhile, and the clone once it is there', () => {
  const waiting = pushed({})
  match(waiting, /^<ol hx-swap-oob="update:#captions"><div id="dub-c1-pt" class="dub" data-state="working" aria-live="off"><span class="dub-note"/)
  equal(waiting.includes('<a '), false)
  match(pushed({ quickMs: 900 }), /data-quick="\/rooms\/abcd-efgh-jkmn\/dubs\/d1\/quick\.wav".*<a class="dub-play" href="\/rooms\/abcd-efgh-jkmn\/dubs\/d1\/quick\.wav" aria-label="Play in the quick voice"/)
  const ready = pushed({ state: 'ready', quickMs: 900, durationMs: 1_000 })
  match(ready, /data-clone="[^"]+clone\.wav".*href="[^"]+clone\.wav" aria-label="Play in the speaker&#39;s own voice"/)
  equal(ready.includes('dub-note'), false)
})

test('a line that stays with the quick voice says why, in the language of the page', () => {
  match(pushed({ state: 'quick', cause: 'slow', quickMs: 900 }), /Quick voice: the own voice took too long/)
  match(pushed({ state: 'quick', cause: 'slow', quickMs: 900 }, 'vi'), /Giọng nhanh: tạo giọng/)
  match(pushed({ state: 'failed', cause: 'engine' }, 'pt'), /Sem fala: não foi possível/)
  for (const locale of locales) equal(new Set(Object.values(messagesFor(locale).dubs.causes)).size, 10)
})

test('a transcript shows what is finished, at an address of its own', () => {
  equal(String(<LineDub t={messagesFor('en')} dub={dub} />), '')
  match(String(<LineDub t={messagesFor('en')} dub={{ ...dub, state: 'ready', durationMs: 1 }} />), /href="\/transcripts\/m1\/dubs\/d1\/clone\.wav"/)
})
