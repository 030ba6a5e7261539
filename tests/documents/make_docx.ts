import { deflateRawSync } from 'node:zlib'
import { join } from './make_pdf.ts'

export interface ZipEntry {
  readonly name: string
  readonly content: string | Uint8Array
  /** What the archive says, where that is not so. */
  readonly size?: number
  /** Already compressed, `content` aside. */
  readonly raw?: Uint8Array
}

const utf8 = (text: string) => new TextEncoder().encode(text)

/** An archive, written by hand so that it may lie about its entries. Sums are left 0, which no reader of documents checks. */
export function makeZip(entries: readonly ZipEntry[], { flags = 0 }: { flags?: number } = {}): Uint8Array {
  const locals: Uint8Array[] = []
  const central: Uint8Array[] = []
  let at = 0
  for (const { name, content, size, raw } of entries) {
    const bytes = typeof content === 'string' ? utf8(content) : content
    const packed = raw ?? deflateRawSync(bytes)
    const fields = [20, flags | 0x0800, 8, 0, 0]
    const sizes = [packed.length, size ?? bytes.length]
    const title = utf8(name)
    const local = header(0x04034b50, fields, sizes, [title.length, 0])
    locals.push(local, title, packed)
    central.push(header(0x02014b50, [20, ...fields], sizes, [title.length, 0, 0, 0, 0], at), title)
    at += local.length + title.length + packed.length
  }
  const directory = join(central)
  const end = new Uint8Array(22)
  const view = new DataView(end.buffer)
  view.setUint32(0, 0x06054b50, true)
  for (const offset of [8, 10]) view.setUint16(offset, entries.length & 0xffff, true)
  view.setUint32(12, directory.length, true)
  view.setUint32(16, at, true)
  return join([...locals, directory, end])
}

function header(mark: number, fields: readonly number[], sizes: readonly number[], lengths: readonly number[], offset?: number): Uint8Array {
  const bytes = new Uint8Array(4 + 2 * fields.length + 4 + 8 + 2 * lengths.length + (offset === undefined ? 0 : 8))
  const view = new DataView(bytes.buffer)
  let at = 0
  const put16 = (value: number) => void (view.setUint16(at, value, true), at += 2)
  const put32 = (value: number) => void (view.setUint32(at, value >>> 0, true), at += 4)
  put32(mark)
  fields.forEach(put16)
  put32(0)
  sizes.forEach(put32)
  lengths.forEach(put16)
  if (offset !== undefined) {
    put32(0)
    put32(offset)
  }
  return bytes
}

const TYPES = '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
const RELATIONS = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
export const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

export const paragraph = (text: string): string => `<w:p><w:r><w:t xml:space="preserve">${text.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</w:t></w:r></w:p>`
export const pageBreak = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'

/** @param body the inside of `w:body`, or the whole document where it begins with a declaration */
export function docxEntries(body: string): ZipEntry[] {
  const document = body.startsWith('<?xml') ? body : `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document ${WORD}><w:body>${body}</w:body></w:document>`
  return [{ name: '[Content_Types].xml', content: TYPES }, { name: '_rels/.rels', content: RELATIONS }, { name: 'word/document.xml', content: document }]
}

/** A small DOCX as Word writes it. */
export function makeDocx(paragraphs: readonly string[]): Uint8Array {
  return makeZip(docxEntries(paragraphs.map((text) => (text === '\f' ? pageBreak : paragraph(text))).join('')))
}
