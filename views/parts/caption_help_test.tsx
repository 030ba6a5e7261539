import assert from 'node:assert/strict'
import { test } from 'node:test'
import { messagesFor } from '../mod.ts'
import { CaptionHelp } from './caption_help.tsx'
import { CaptionLine } from './caption.tsx'
import type { CaptionEvent } from './caption.tsx'

const t = messagesFor('en')
const event = (helped?: CaptionEvent['caption']['helped']): CaptionEvent => ({
  type: 'caption', reader: 'en', translation: null, untranslated: null,
  caption: { captionId: 'c', roomId: 'r', peerId: 'p', speakerName: 'Ada', kind: 'final', language: 'en', text: 'Tell Dravenko.', confidence: 1, startMs: 0, endMs: 1, ...(helped ? { helped } : {}) },
})
const line = (helped?: CaptionEvent['caption']['helped']) => String(<CaptionLine t={t} event={event(helped)} />)

test('a line says which document put it right, with its passage, and neither runs as markup', () => {
  const html = line([{ term: 'Dravenko', heard: 'draven co', document: { documentId: 'd', name: '<manual>.pdf', page: 2, passage: 'Alarms go to <b>Dravenko</b>.', ordinal: 0 } }, { term: 'Halvex', heard: 'havoc', document: null }])
  assert.match(html, /<summary aria-label="Put right: Dravenko, Halvex">/)
  assert.match(html, /<blockquote dir="auto">Alarms go to &lt;b&gt;Dravenko&lt;\/b&gt;\.<\/blockquote><figcaption><bdi>&lt;manual&gt;\.pdf<\/bdi>, page 2/)
  assert.match(html, /“Halvex” is in the vocabulary; “havoc” was heard\./)
})

test('a document that is gone, or is not the reader’s to see, leaves a sentence and no passage', () => {
  const html = (document: 'deleted' | 'withheld') => String(<CaptionHelp t={t} helped={[{ term: 'Dravenko', heard: 'draven co', document }]} />)
  assert.match(html('deleted'), /“Dravenko” is in a document; “draven co” was heard\.<p>The document was deleted\.<\/p>/)
  assert.match(html('withheld'), /<p>The room does not have the document any more\.<\/p>/)
  for (const gone of ['deleted', 'withheld'] as const) assert.doesNotMatch(html(gone), /<figure/)
})

test('a line that nothing helped has no mark', () => {
  assert.doesNotMatch(line(), /caption-help/)
})
