import { getDocumentProxy } from 'unpdf'
import { Refused, countCharacters } from './found.ts'
import type { PageText, ReadLimits } from './found.ts'

/** A new paragraph begins where lines lie so many of their heights apart, or letters are so much larger or smaller. */
const PARAGRAPH_GAP = 1.75
const SIZE_CHANGE = 0.2

interface Item {
  readonly str: string
  readonly hasEOL: boolean
  readonly height: number
  readonly transform: readonly number[]
}

/** The text of a PDF by pages. Nothing in it is run. Throws Refused `encrypted`, `broken`, `too-many-pages`, `too-much-text`. */
export async function readPdf(bytes: Uint8Array, limits: ReadLimits): Promise<PageText[]> {
  const pdf = await getDocumentProxy(bytes, { disableFontFace: true, useSystemFonts: false, verbosity: 0 }).catch((error: Error) => {
    throw error.name === 'PasswordException' ? new Refused('encrypted') : error
  })
  if (pdf.numPages > limits.pages) throw new Refused('too-many-pages')
  const count = countCharacters(limits)
  const pages: PageText[] = []
  for (let page = 1; page <= pdf.numPages; page++) {
    const opened = await pdf.getPage(page)
    const text = joinLines((await opened.getTextContent()).items.filter((item): item is typeof item & Item => 'str' in item))
    count(text)
    pages.push({ page, text })
    opened.cleanup()
  }
  return pages
}

/** Lines of a paragraph become one, since a line's end would end a sentence. */
function joinLines(items: readonly Item[]): string {
  let text = ''
  let last: { readonly y: number; readonly height: number } | null = null
  let atEnd = false
  for (const { str, hasEOL, height, transform } of items) {
    const y = transform[5] ?? 0
    if (str.trim() !== '') {
      const [own, before] = [height || 1, last?.height || 1]
      if (atEnd && last) {
        const isNew = Math.abs(last.y - y) > PARAGRAPH_GAP * Math.max(own, before) || Math.abs(own - before) > SIZE_CHANGE * Math.max(own, before)
        text = isNew ? `${text.trimEnd()}\n\n` : joinLine(text, str)
      }
      last = { y, height }
      atEnd = false
    }
    text += str
    if (hasEOL) atEnd = true
  }
  return text.replaceAll('\0', '').trim()
}

/** A word that was broken at the line's end is one again. */
function joinLine(text: string, next: string): string {
  return /\p{Ll}-$/u.test(text) && /^\p{Ll}/u.test(next) ? text.slice(0, -1) : `${text.trimEnd()} `
}
