import { Refused, countCharacters } from './found.ts'
import type { PageText, ReadLimits } from './found.ts'

/** What is no text in any encoding: control characters but tabs, lines and pages. */
// deno-lint-ignore no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f\u007f]/g
/** Of all characters; letters of one byte in another encoding are well below. */
const CONTROL_SHARE_MAX = 0.002
const REPLACED_SHARE_MAX = 0.05
/** Of what is written by people, this much is letters, digits, spaces and punctuation. */
const PLAIN_SHARE_MIN = 0.85

/** Headings, fences, links, lists with emphasis: two of them make Markdown. */
const MARKDOWN = [/^#{1,6} \S/m, /^(?:```|~~~)/m, /\[[^\]\n]+\]\([^)\s]+\)/, /(?:^|\s)\*\*\S[^*\n]*\*\*/, /^\|?(?:\s*:?-{3,}:?\s*\|)+/m, /^[-*+] \S.*\n[-*+] \S/m]

/**
 * The text of a file of text: UTF-8, UTF-16 with its mark, else Windows-1252 if that makes sense. Form feeds end pages.
 * Throws Refused `unsupported` for what is no text, `bad-encoding`, `too-many-pages`, `too-much-text`.
 */
export function readText(bytes: Uint8Array, limits: ReadLimits): { readonly type: 'text' | 'markdown'; readonly pages: PageText[] } {
  const whole = decode(bytes).replace(/\r\n?/g, '\n')
  if ((whole.match(CONTROL)?.length ?? 0) > CONTROL_SHARE_MAX * whole.length) throw new Refused('unsupported')
  const clean = whole.replace(CONTROL, '')
  const isMarkdown = MARKDOWN.filter((mark) => mark.test(clean)).length >= 2
  const text = isMarkdown ? plain(clean) : clean
  countCharacters(limits)(text)
  const pages = text.split('\f').map((page) => page.trim()).filter((page) => page !== '')
  if (pages.length > limits.pages) throw new Refused('too-many-pages')
  return { type: isMarkdown ? 'markdown' : 'text', pages: pages.map((page, index) => ({ page: pages.length > 1 ? index + 1 : null, text: page })) }
}

function decode(bytes: Uint8Array): string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
  if (wide !== null) {
    const text = new TextDecoder(wide).decode(bytes)
    if ((text.match(/\ufffd/g)?.length ?? 0) > REPLACED_SHARE_MAX * text.length) throw new Refused('bad-encoding')
    return text
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const text = new TextDecoder('windows-1252').decode(bytes)
    const odd = text.replace(/[\p{Script=Latin}\d\s.,;:!?'"“”‘’«»()[\]{}/\\@#$%&*+=<>|~^_`´¿¡€£§°–—…-]/gu, '').length
    // Many letters with accents, and few without, are another encoding's.
    const accented = text.match(/[\u00c0-\u024f]/g)?.length ?? 0
    if (odd > (1 - PLAIN_SHARE_MIN) * text.length || accented > 0.3 * text.length) throw new Refused('bad-encoding')
    return text
  }
}

/** Markdown's words without its marks; what is code stays as it is. */
function plain(markdown: string): string {
  return markdown.split(/^(?:```|~~~).*$/m).map((part, index) => (index % 2 === 1 ? part : part
    .replace(/^#{1,6} +(.*?)(?: #+)?$/gm, '$1\n')
    .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, '$1')
    .replace(/^\|?(?:\s*:?-{3,}:?\s*\|)+.*$/gm, '')
    .replace(/(\*\*|__)(\S[^\n]*?)\1/g, '$2')
    .replace(/^ {0,3}> ?/gm, '')
    .replace(/^ {0,3}[-*+] +/gm, '')
    .replace(/`([^`\n]+)`/g, '$1'))).join('\n')
}
