import { deflateRawSync, deflateSync, constants } from 'node:zlib'
import { docxEntries, makeDocx, makeZip, paragraph, WORD } from './make_docx.ts'
import type { ZipEntry } from './make_docx.ts'
import { assemble, join, makePdf, stream } from './make_pdf.ts'
import { createRandom } from '../sounds.ts'

export interface HostileFile {
  readonly name: string
  readonly bytes: Uint8Array
  /** What may become of it; left out: it is read or refused, whichever. */
  readonly expect?: 'read' | readonly string[]
}

const utf8 = (text: string) => new TextEncoder().encode(text)
const SENTENCE = 'The Kestrel relay forwards every message in nine milliseconds.'
const PAGES = Array.from({ length: 5 }, (_, page) => ({ lines: Array.from({ length: 20 }, (_, line) => `${SENTENCE} Page ${page}, line ${line}.`) }))

/** Two hundred files that somebody might send to break whoever reads them, or sends by mistake; the same ones for the same seed. */
export function hostileFiles(seed = 7): HostileFile[] {
  const next = createRandom(seed)
  const pdf = makePdf(PAGES)
  const docx = makeDocx(PAGES.map(({ lines }) => lines.join(' ')))
  const files = [...truncated(pdf, docx), ...flipped(pdf, docx, next), ...renamed(pdf, docx, next), ...encrypted(), ...bombs(), ...scripts(), ...structures(), ...xml(), ...encodings(next), ...names(pdf, docx)]
  return files
}

function truncated(pdf: Uint8Array, docx: Uint8Array): HostileFile[] {
  return [0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99].flatMap((part) => [
    { name: `cut-${part}.pdf`, bytes: pdf.slice(0, part * pdf.length) }, { name: `cut-${part}.docx`, bytes: docx.slice(0, part * docx.length), expect: ['broken'] },
  ])
}

function flipped(pdf: Uint8Array, docx: Uint8Array, next: () => number): HostileFile[] {
  return Array.from({ length: 49 }, (_, index) => {
    const [kind, whole] = index % 2 === 0 ? ['pdf', pdf] as const : ['docx', docx] as const
    const bytes = whole.slice()
    for (let flips = 1 + index; flips > 0; flips--) bytes[8 + Math.floor(next() * (bytes.length - 8))]! ^= 1 << Math.floor(next() * 8)
    return { name: `flipped-${index}.${kind}`, bytes }
  })
}

function renamed(pdf: Uint8Array, docx: Uint8Array, next: () => number): HostileFile[] {
  const heads: readonly (readonly [string, readonly number[]])[] = [
    ['png', [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]], ['gif', [0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0, 0]], ['jpg', [0xff, 0xd8, 0xff, 0xe0, 0, 16]], ['exe', [0x4d, 0x5a, 0x90, 0, 3, 0]], ['elf', [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]],
    ['mp3', [0x49, 0x44, 0x33, 4, 0, 0]], ['gz', [0x1f, 0x8b, 8, 0, 0]], ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0]], ['wasm', [0, 0x61, 0x73, 0x6d, 1, 0]], ['class', [0xca, 0xfe, 0xba, 0xbe, 0, 0]],
  ]
  const unsupported = ['unsupported']
  return [
    ...heads.flatMap(([kind, head]) => ['pdf', 'docx'].map((as) => ({ name: `${kind}.${as}`, bytes: Uint8Array.from([...head, ...Array.from({ length: 2_000 }, () => Math.floor(next() * 256))]), expect: unsupported }))),
    { name: 'really-a.docx', bytes: pdf, expect: 'read' }, { name: 'really-a.pdf', bytes: docx, expect: 'read' }, { name: 'picture.png', bytes: pdf, expect: 'read' },
    { name: 'page.pdf', bytes: utf8('<!DOCTYPE html><html><script>alert(1)</script></html>'), expect: unsupported }, { name: 'rich.txt', bytes: utf8('{\\rtf1\\ansi hello}'), expect: unsupported },
    { name: 'sheet.docx', bytes: makeZip([{ name: '[Content_Types].xml', content: '<Types/>' }, { name: 'xl/workbook.xml', content: '<workbook/>' }]), expect: unsupported },
    { name: 'program.docx', bytes: makeZip([{ name: 'META-INF/MANIFEST.MF', content: 'Main-Class: X' }]), expect: unsupported },
    { name: 'old.docx', bytes: join([Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), new Uint8Array(4_096)]), expect: unsupported },
    { name: 'nothing.pdf', bytes: new Uint8Array(), expect: ['empty'] }, { name: 'nothing-in-it.docx', bytes: makeZip([]), expect: unsupported },
  ]
}

function encrypted(): HostileFile[] {
  const lock = (version: string) => makePdf(PAGES, { trailer: `/Encrypt << /Filter /Standard ${version} /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> /P -44 >> /ID [<${'01'.repeat(16)}> <${'01'.repeat(16)}>]` })
  return [
    { name: 'locked-40.pdf', bytes: lock('/V 1 /R 2 /Length 40'), expect: ['encrypted'] }, { name: 'locked-128.pdf', bytes: lock('/V 2 /R 3 /Length 128'), expect: ['encrypted'] },
    { name: 'unknown-lock.pdf', bytes: makePdf(PAGES, { trailer: '/Encrypt << /Filter /Other >>' }), expect: ['broken', 'encrypted'] },
    { name: 'locked.docx', bytes: join([Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), new Uint8Array(1_000), utf8([...'EncryptedPackage'].join('\0')), new Uint8Array(1_000)]), expect: ['encrypted'] },
    { name: 'locked-zip.docx', bytes: makeZip(docxEntries(paragraph(SENTENCE)), { flags: 1 }), expect: ['encrypted', 'broken'] },
  ]
}

/** A stream that unpacks to so many times 16 MB, and is made as quickly as one of them. */
function inflated(times: number, fill: string): Uint8Array {
  const piece = deflateRawSync(utf8(fill.repeat((1_024 * 1_024) / fill.length)), { finishFlush: constants.Z_FULL_FLUSH })
  return join([...Array.from({ length: 16 * times }, () => piece), deflateRawSync(new Uint8Array())])
}

function bombs(): HostileFile[] {
  const zlib = (raw: Uint8Array) => join([Uint8Array.of(0x78, 0x9c), raw])
  const page = (content: Uint8Array) => assemble(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [4 0 R] /Count 1 >>', '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>', '<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>', content])
  const shows = inflated(12, '(Words are here ) Tj ')
  const body = inflated(60, '<w:p><w:r><w:t>Word</w:t></w:r></w:p>  ')
  const document = (raw: Uint8Array, size: number): ZipEntry[] => docxEntries('').map((entry) => (entry.name === 'word/document.xml' ? { ...entry, raw, size } : entry))
  const large = ['too-much-memory', 'too-slow', 'too-much-text', 'broken', 'no-text']
  return [
    { name: 'spaces.pdf', bytes: page(stream(new Uint8Array(), { compressed: zlib(inflated(64, ' ')) })), expect: large },
    { name: 'twice.pdf', bytes: page(stream(new Uint8Array(), { filter: '[/FlateDecode /FlateDecode]', compressed: deflateSync(zlib(inflated(512, ' '))) })), expect: large },
    { name: 'words.pdf', bytes: page(stream(new Uint8Array(), { compressed: zlib(join([deflateRawSync(utf8('BT /F1 9 Tf '), { finishFlush: constants.Z_FULL_FLUSH }), shows])) })), expect: large },
    { name: 'says-so.docx', bytes: makeZip(document(body, 16 * 60 * 1_024 * 1_024)), expect: ['too-much-memory', 'too-much-text'] },
    { name: 'lies.docx', bytes: makeZip(document(body, 1_000)), expect: large },
    { name: 'many.docx', bytes: makeZip([...docxEntries(paragraph(SENTENCE)), ...Array.from({ length: 30_000 }, (_, i) => ({ name: `word/media/${i}.png`, content: 'x', raw: Uint8Array.of(3, 0) }))]), expect: ['too-much-memory'] },
    { name: 'pictures.docx', bytes: makeZip([...docxEntries(paragraph(SENTENCE)), { name: 'word/media/1.png', content: '', raw: body, size: 2 ** 31 }]), expect: ['too-much-memory'] },
    { name: 'words.txt', bytes: utf8('Word after word. '.repeat(200_000)), expect: ['too-much-text'] }, { name: 'lines.txt', bytes: utf8('\n'.repeat(5_000_000)), expect: ['too-much-text', 'no-text'] },
    { name: 'one-word.txt', bytes: utf8('x'.repeat(1_900_000)), expect: 'read' }, { name: 'smileys.txt', bytes: utf8(`a${'😀'.repeat(400_000)}b`) }, { name: 'spaces.txt', bytes: utf8(`a${' '.repeat(1_900_000)}b`), expect: 'read' },
    { name: 'brackets.md', bytes: utf8(`# a\n**b**\n${'['.repeat(500_000)}`) }, { name: 'stars.md', bytes: utf8(`# a\n**b**\n${'**a'.repeat(300_000)}`) }, { name: 'feeds.txt', bytes: utf8('a\f'.repeat(5_000)), expect: ['too-many-pages'] },
  ]
}

function scripts(): HostileFile[] {
  const action = (what: string) => makePdf(PAGES, { catalog: `/OpenAction << ${what} >>` })
  return [
    { name: 'alert.pdf', bytes: action('/S /JavaScript /JS (while(true){app.alert(1)})'), expect: 'read' }, { name: 'launch.pdf', bytes: action('/S /Launch /F (/bin/sh)'), expect: 'read' },
    { name: 'fetch.pdf', bytes: action('/S /URI /URI (http://127.0.0.1:1/)'), expect: 'read' }, { name: 'submit.pdf', bytes: action('/S /SubmitForm /F (http://127.0.0.1:1/)'), expect: 'read' },
    { name: 'font.pdf', bytes: makePdf(PAGES, { info: '/Info << /Title (</script><script>alert(1)</script>) >>' }), expect: 'read' },
    { name: 'macro.docx', bytes: makeZip([...docxEntries(paragraph(SENTENCE)), { name: 'word/vbaProject.bin', content: 'Shell "calc"' }]), expect: 'read' },
    { name: 'markup.docx', bytes: makeDocx(['<script>alert(1)</script> is a text.']), expect: 'read' },
    { name: 'template.docx', bytes: makeZip([...docxEntries(paragraph(SENTENCE)), { name: 'word/_rels/document.xml.rels', content: '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://127.0.0.1:1/x.dotm" TargetMode="External"/></Relationships>' }]), expect: 'read' },
    { name: 'climbs.docx', bytes: makeZip([...docxEntries(paragraph(SENTENCE)), { name: '../../../../tmp/climbed', content: 'x' }, { name: '/etc/climbed', content: 'x' }]), expect: 'read' },
    { name: 'shell.txt', bytes: utf8('#!/bin/sh\nrm -rf /\n'), expect: 'read' },
  ]
}

function structures(): HostileFile[] {
  const catalog = '<< /Type /Catalog /Pages 2 0 R >>'
  const kids = '3 0 R '.repeat(1_000_000)
  const blank = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>'
  const numbers = Array.from({ length: 1_000_000 }, (_, i) => `${i + 10} ${i * 2} `).join('')
  const packed = stream(utf8(`${numbers}${'1 '.repeat(1_000_000)}`), { extra: `/Type /ObjStm /N 1000000 /First ${numbers.length}` })
  return [
    { name: 'million-pages.pdf', bytes: assemble([catalog, `<< /Type /Pages /Kids [${kids}] /Count 1000000 >>`, blank]), expect: ['too-many-pages'] },
    { name: 'million-objects.pdf', bytes: makePdf(PAGES, { objects: [packed] }), expect: 'read' }, { name: 'million-small-objects.pdf', bytes: makePdf(PAGES, { objects: Array.from({ length: 200_000 }, () => '1') }), expect: 'read' },
    { name: 'million-lost-objects.pdf', bytes: utf8(`%PDF-1.4\n${'1 0 obj 1 endobj\n'.repeat(500_000)}`), expect: ['broken', 'too-slow', 'too-much-memory', 'no-text'] },
    { name: 'circle.pdf', bytes: assemble([catalog, '<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>']), expect: ['broken', 'too-slow', 'no-text'] },
    { name: 'no-pages.pdf', bytes: assemble([catalog, '<< /Type /Pages /Kids [] /Count 0 >>']), expect: ['no-text', 'broken'] },
    { name: 'minus.pdf', bytes: assemble([catalog, '<< /Type /Pages /Kids [3 0 R] /Count -1 >>', blank]), expect: ['no-text', 'broken'] },
    { name: 'claims.pdf', bytes: assemble([catalog, '<< /Type /Pages /Kids [3 0 R] /Count 2000 >>', blank]), expect: ['no-text', 'broken'] },
    { name: 'deep-lists.pdf', bytes: assemble([catalog, `<< /Type /Pages /Kids [3 0 R] /Count 1 /X ${'['.repeat(100_000)}${']'.repeat(100_000)} >>`, blank]) },
    { name: 'deep-names.pdf', bytes: assemble([catalog, `<< /Type /Pages /Kids [3 0 R] /Count 1 /X ${'<</A '.repeat(50_000)}1${'>>'.repeat(50_000)} >>`, blank]) },
    { name: 'itself.pdf', bytes: assemble([catalog, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', '<< /Type /Page /Parent 2 0 R /Resources << /XObject << /X 4 0 R >> >> /Contents 5 0 R >>', stream(utf8('/X Do'), { extra: '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >>' }), stream(utf8('/X Do '.repeat(1_000)))]) },
    { name: 'long-length.pdf', bytes: utf8('%PDF-1.7\n1 0 obj\n<< /Length 99999999999 >>\nstream\nx\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n'), expect: ['broken'] },
    { name: 'table-of-itself.pdf', bytes: utf8('%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer << /Size 1 /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF'), expect: ['broken'] },
  ]
}

function xml(): HostileFile[] {
  const zip = (document: string) => makeZip(docxEntries(document))
  const wrap = (inner: string, declared = '') => `<?xml version="1.0" encoding="UTF-8"?>${declared}<w:document ${WORD}><w:body>${inner}</w:body></w:document>`
  const laughs = `<!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${'bcdefghij'[i]} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]>`
  return [
    { name: 'laughs.docx', bytes: zip(wrap('<w:p><w:r><w:t>&j;</w:t></w:r></w:p>', laughs)) }, { name: 'file.docx', bytes: zip(wrap('<w:p><w:r><w:t>&x;</w:t></w:r></w:p>', '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>')) },
    { name: 'deep.docx', bytes: zip(wrap(`${'<w:sdt><w:sdtContent>'.repeat(20_000)}${paragraph('x')}${'</w:sdtContent></w:sdt>'.repeat(20_000)}`)) }, { name: 'open.docx', bytes: zip(wrap('<w:p>'.repeat(50_000))) },
    { name: 'attribute.docx', bytes: zip(wrap(`<w:p w:x="${'x'.repeat(4_000_000)}"><w:r><w:t>One word.</w:t></w:r></w:p>`)) }, { name: 'no-body.docx', bytes: zip('<?xml version="1.0"?><w:x/>') }, { name: 'not-xml.docx', bytes: zip('<?xml version="1.0"?>no <<< xml') },
    { name: 'paragraphs.docx', bytes: zip(wrap('<w:p/>'.repeat(300_000))), expect: ['no-text', 'too-slow', 'too-much-memory'] }, { name: 'prototype.docx', bytes: makeZip([...docxEntries(paragraph(SENTENCE)), { name: '__proto__', content: '{"ok":false}' }, { name: 'constructor', content: 'x' }]) },
    { name: 'words.docx', bytes: makeDocx([`${SENTENCE} `.repeat(40_000)]), expect: ['too-much-text'] },
  ]
}

function encodings(next: () => number): HostileFile[] {
  const wide = (text: string, little: boolean) => Uint8Array.from([...text].flatMap((character) => {
    const code = character.charCodeAt(0)
    return little ? [code & 0xff, code >> 8] : [code >> 8, code & 0xff]
  }))
  const noise = (from: number) => Uint8Array.from({ length: 5_000 }, () => from + Math.floor(next() * (256 - from)))
  return [
    { name: 'wide.txt', bytes: join([Uint8Array.of(0xff, 0xfe), wide(SENTENCE, true)]), expect: 'read' }, { name: 'wide-big.txt', bytes: join([Uint8Array.of(0xfe, 0xff), wide(SENTENCE, false)]), expect: 'read' },
    { name: 'unmarked.txt', bytes: wide(SENTENCE, true), expect: ['unsupported'] }, { name: 'half.txt', bytes: join([Uint8Array.of(0xff, 0xfe), wide(SENTENCE, true).slice(0, -1)]), expect: 'read' },
    { name: 'lonely.txt', bytes: join([Uint8Array.of(0xff, 0xfe), wide('\ud800'.repeat(500), true)]), expect: ['bad-encoding', 'no-text'] }, { name: 'broken-utf8.txt', bytes: join([utf8(SENTENCE), Uint8Array.of(0xc3, 0x28, 0xf0, 0x28)]) },
    { name: 'latin.txt', bytes: Uint8Array.from('Über den Zürichsee führt keine Brücke.', (one) => one.charCodeAt(0)), expect: 'read' }, { name: 'long-zero.txt', bytes: join([utf8(SENTENCE), Uint8Array.of(0xc0, 0x80)]) },
    { name: 'high.txt', bytes: noise(128), expect: ['bad-encoding', 'unsupported'] }, { name: 'noise.txt', bytes: noise(0), expect: ['unsupported', 'bad-encoding'] }, { name: 'control.txt', bytes: Uint8Array.from({ length: 500 }, (_, i) => 1 + (i % 8)), expect: ['unsupported'] },
    { name: 'escape.txt', bytes: utf8('\u001b[2J\u001b[31mred words\u001b[0m'), expect: 'read' }, { name: 'turned.txt', bytes: utf8(`\u202e${SENTENCE}\u202c \u2066x\u2069`), expect: 'read' }, { name: 'combining.txt', bytes: utf8(`a${'\u0301'.repeat(200_000)} word`) },
  ]
}

function names(pdf: Uint8Array, docx: Uint8Array): HostileFile[] {
  const all = [
    'invoice\u202efdp.exe', '../../../etc/passwd', '..\\..\\windows\\system32\\x.pdf', '/dev/null', 'CON', 'a\u0000b.pdf', `${'long'.repeat(200)}.pdf`, '.', '..', '', ' ', '\u200b', '%2e%2e%2f', '$(reboot).pdf', '`id`.docx', 'a"b\'c.pdf',
    '<img src=x onerror=alert(1)>.pdf', '\u05d0\u05d1\u05d2.pdf', '\u0645\u0644\u0641.docx', 'ﬁle.pdf', 'e\u0301\u0301\u0301.docx', '\ud800.pdf', 'name\r\nSet-Cookie: a=b.pdf', '-rf.pdf', '~/.ssh/id.pdf', '文档.docx', 'tab\tname.pdf', '.hidden', 'x.pdf.docx.pdf', 'nul:.pdf',
  ]
  return all.map((name, index) => ({ name, bytes: index % 2 === 0 ? pdf : docx, expect: 'read' as const }))
}
