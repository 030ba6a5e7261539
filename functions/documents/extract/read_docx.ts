import { Buffer } from 'node:buffer'
import JSZip from 'jszip'
import mammoth from 'mammoth'
import { Refused, countCharacters } from './found.ts'
import type { PageText, ReadLimits } from './found.ts'

/** What an archive says that it unpacks to. What says less than the truth meets the limits of the process. */
const UNPACKED_MAX_BYTES = 120 * 1_024 * 1_024
const TEXT_MAX_BYTES = 48 * 1_024 * 1_024
const ENTRIES_MAX = 4_000
const MAIN = 'word/document.xml'
/** Where Word began a new page when it last laid the document out. */
const LAID_OUT = /<w:lastRenderedPageBreak\s*\/>/g
const PAGE_END = '\f'

interface Entry {
  readonly _data?: { readonly uncompressedSize?: number }
}

/**
 * The text of a DOCX, by pages where the document says where they end. Pictures and whatever lies elsewhere are left out.
 * Throws Refused `unsupported` for another archive, `encrypted`, `broken`, `too-many-pages`, `too-much-text`, `too-much-memory`.
 */
export async function readDocx(bytes: Uint8Array, limits: ReadLimits): Promise<PageText[]> {
  const zip = await JSZip.loadAsync(bytes).catch((error: Error) => {
    throw /encrypted/i.test(error.message) ? new Refused('encrypted') : error
  })
  const entries = Object.values(zip.files) as unknown as Entry[]
  const unpacked = entries.reduce((sum, { _data }) => sum + (_data?.uncompressedSize ?? 0), 0)
  const main = zip.file(MAIN)
  if (!main) throw new Refused('unsupported')
  if (entries.length > ENTRIES_MAX || unpacked > UNPACKED_MAX_BYTES) throw new Refused('too-much-memory')
  if (((main as unknown as Entry)._data?.uncompressedSize ?? 0) > TEXT_MAX_BYTES) throw new Refused('too-much-text')
  zip.file(MAIN, (await main.async('string')).replace(LAID_OUT, '<w:br w:type="page"/>'))
  const buffer = await zip.generateAsync({ type: 'nodebuffer', compression: 'STORE' })
  const { value: html } = await mammoth.convertToHtml({ buffer: Buffer.from(buffer) }, {
    styleMap: ['br[type=\'page\'] => hr:fresh'], includeEmbeddedStyleMap: false, externalFileAccess: false,
    convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
  } as Parameters<typeof mammoth.convertToHtml>[1])
  const text = toText(html)
  countCharacters(limits)(text)
  return toPages(text, limits)
}

/** mammoth writes a few tags without attributes that matter here, and escapes four characters. */
function toText(html: string): string {
  return html
    .replace(/<hr \/>/g, PAGE_END)
    .replace(/<\/(?:p|h[1-6]|li|tr|table)>/g, '\n\n')
    .replace(/<\/t[dh]>/g, '\t')
    .replace(/<br \/>/g, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&')
    .replace(/\n\n\t/g, '\t').replace(/\n{3,}/g, '\n\n')
}

/** A break that somebody put and the one that Word wrote down after it are one: pages without a letter do not count. */
function toPages(text: string, { pages: most }: ReadLimits): PageText[] {
  const pages = text.split(PAGE_END).map((page) => page.trim()).filter((page) => page !== '')
  if (pages.length > most) throw new Refused('too-many-pages')
  return pages.length > 1 ? pages.map((page, index) => ({ page: index + 1, text: page })) : pages.map((page) => ({ page: null, text: page }))
}
