import { Buffer } from 'node:buffer'
import { deflateSync } from 'node:zlib'

/** Text of a page in the standard fonts' Latin letters; an empty string is an empty line. */
export interface PdfPage {
  readonly lines: readonly string[]
}

export interface PdfOptions {
  /** Goes into the catalogue as it is, such as `/OpenAction << … >>`. */
  readonly catalog?: string
  readonly info?: string
  /** Goes into the trailer as it is. */
  readonly trailer?: string
  /** Further objects, numbered from `nextObject(pages)` on. */
  readonly objects?: readonly (string | Uint8Array)[]
}

/** The number that the first of further objects gets. */
export const nextObject = (pages: number): number => 4 + 2 * pages

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** A small PDF as tools write it: one font, a compressed content stream a page, a table of its objects. */
export function makePdf(pages: readonly PdfPage[], { catalog = '', info = '', trailer = '', objects = [] }: PdfOptions = {}): Uint8Array {
  const kids = pages.map((_, index) => `${4 + 2 * index} 0 R`).join(' ')
  const all: (string | Uint8Array)[] = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`, `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...pages.flatMap(({ lines }, index) => {
      const text = lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`).join('\n')
      return [`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + 2 * index} 0 R >>`, stream(bytesOf(`BT /F1 11 Tf 13 TL 50 740 Td\n${text}\nET`))]
    }),
    ...objects,
  ]
  return assemble(all, { trailer: `${trailer} ${info}` })
}

/** A compressed stream object. @param extra goes into its dictionary */
export function stream(content: Uint8Array, { extra = '', filter = '/FlateDecode', compressed = deflateSync(content) }: { extra?: string; filter?: string; compressed?: Uint8Array } = {}): Uint8Array {
  return join([bytesOf(`<< /Length ${compressed.length} /Filter ${filter} ${extra} >>\nstream\n`), compressed, bytesOf('\nendstream')])
}

/** Objects 1, 2, … with a table of where they stand; the first is the catalogue. */
export function assemble(objects: readonly (string | Uint8Array)[], { trailer = '', header = '%PDF-1.7\n' }: { trailer?: string; header?: string } = {}): Uint8Array {
  const pieces: Uint8Array[] = [bytesOf(header)]
  const offsets: number[] = []
  let at = header.length
  for (const [index, object] of objects.entries()) {
    const piece = join([bytesOf(`${index + 1} 0 obj\n`), typeof object === 'string' ? bytesOf(object) : object, bytesOf('\nendobj\n')])
    offsets.push(at)
    at += piece.length
    pieces.push(piece)
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  pieces.push(bytesOf(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`))
  return join(pieces)
}

export function join(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
