import { test } from 'node:test'
import assert from 'node:assert/strict'
import { makeDocx, makeZip } from './make_docx.ts'
import { makePdf } from './make_pdf.ts'
import { extractDocument } from '../../functions/documents/extract/extract.ts'
import type { Extracted } from '../../functions/documents/extract/found.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

async function read(bytes: Uint8Array) {
  const found = await extractDocument(bytes)
  if (!found.ok) assert.fail(`it was refused: ${found.refusal}`)
  return found
}
const text = ({ pages }: Extract<Extracted, { ok: true }>) => pages.map(({ page, paragraphs }) => [page, paragraphs.map((sentences) => sentences.join(' | '))])

test('a PDF is read page by page; lines are joined into sentences, broken words too', async () => {
  const found = await read(makePdf([
    { lines: ['The Orion Gateway forwards every mess-', 'age to the Kestrel relay. It keeps', 'nothing (as agreed).', '', '', 'A new paragraph is here.'] }, { lines: ['Page two says hello.'] },
  ]))
  assert.deepEqual([found.type, found.language], ['pdf', 'en'])
  assert.deepEqual(text(found), [[1, ['The Orion Gateway forwards every message to the Kestrel relay. | It keeps nothing (as agreed).', 'A new paragraph is here.']], [2, ['Page two says hello.']]])
  assert.ok(found.terms.some(({ term, kind }) => term === 'Orion Gateway' && kind === 'name'))
})

test('a DOCX is read by its page breaks; what markup means in the text stays text', async () => {
  const found = await read(makeDocx(['O orçamento é de 5 < 6 & mais. Não há outro.', 'Segundo parágrafo do documento.', '\f', 'A última página é esta.']))
  assert.deepEqual([found.type, found.language], ['docx', 'pt'])
  assert.deepEqual(text(found), [[1, ['O orçamento é de 5 < 6 & mais. | Não há outro.', 'Segundo parágrafo do documento.']], [2, ['A última página é esta.']]])
  assert.deepEqual(text(await read(makeDocx(['One page has no number.']))), [[null, ['One page has no number.']]])
})

test('text in any of its encodings, and Markdown without its marks', async () => {
  const words = 'Größe: naïve café, “quoted”.'
  const latin = Uint8Array.from(words.replaceAll(/[“”]/g, '"'), (character) => character.charCodeAt(0))
  const wide = Uint8Array.from([0xff, 0xfe, ...[...words].flatMap((character) => [character.charCodeAt(0) & 0xff, character.charCodeAt(0) >> 8])])
  for (const bytes of [utf8(words), utf8(`\ufeff${words}`), latin, wide]) {
    const found = await read(bytes)
    assert.deepEqual([found.type, text(found)[0]![1]![0 as never]], ['text', bytes === latin ? words.replaceAll(/[“”]/g, '"') : words])
  }
  const markdown = await read(utf8('# Plan\n\nSee the [relay](https://example.org/x) and **this**.\n\n- one\n- two\n\n```\nconst a = [b](c)\n```\n'))
  assert.equal(markdown.type, 'markdown')
  assert.deepEqual(text(markdown), [[null, ['Plan', 'See the relay and this.', 'one two', 'const a = [b](c)']]])
  assert.deepEqual(text(await read(utf8('first page\fsecond page'))), [[1, ['first page']], [2, ['second page']]])
})

test('what a file is shows in its content, and each refusal has its reason', async () => {
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ['nothing', new Uint8Array(), 'empty'], ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13), 'unsupported'], ['a web page', utf8('<!doctype html><script>1</script>'), 'unsupported'],
    ['another archive', makeZip([{ name: 'a.txt', content: 'hello' }]), 'unsupported'], ['a broken PDF', utf8('%PDF-1.7 and no more'), 'broken'], ['no words', utf8(' \n\n ... \n'), 'no-text'],
    ['a PDF of pictures', makePdf([{ lines: [] }]), 'no-text'], ['a tape of bytes', Uint8Array.from({ length: 4_000 }, (_, i) => 128 + (i * 37) % 128), 'bad-encoding'],
  ]
  for (const [what, bytes, refusal] of cases) assert.deepEqual(await extractDocument(bytes), { ok: false, refusal }, what)
})

test('whoever reads it is killed when it takes too long or too much, or when nobody wants it any more', async () => {
  const long = utf8('A sentence stands here. '.repeat(40_000))
  assert.deepEqual(await extractDocument(long, { deadlineMs: 60 }), { ok: false, refusal: 'too-slow' })
  assert.deepEqual(await extractDocument(long, { memoryBytes: 20 * 1_024 * 1_024 }), { ok: false, refusal: 'too-much-memory' })
  const stop = new AbortController()
  const reading = extractDocument(long, { signal: stop.signal })
  stop.abort(new Error('deleted meanwhile'))
  await assert.rejects(reading, /deleted meanwhile/)
  await assert.rejects(extractDocument(long, { signal: stop.signal }), /deleted meanwhile/)
  assert.deepEqual(await extractDocument(utf8('Many words. '.repeat(200_000))), { ok: false, refusal: 'too-much-text' })
})
