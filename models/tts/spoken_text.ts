/** Tags of markup, as `<b>` or `</p>`; not `a < b`. */
const TAG = /<\/?[a-z][^<>]*>/gi
/** An address is heard as the site's name. */
const ADDRESS = /\bhttps?:\/\/(?:www\.)?([^\s/?#]+)[^\s]*/gi
/** Marks of emphasis, code, headings and quotations at the edges of words or lines. */
const MARKS = /(?<![\p{L}\p{N}])[*_~`#>|]+|[*_~`|]+(?![\p{L}\p{N}])/gu
const PICTURES = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200d\ufe0f\u20e3]+/gu
/** Controls, and what would be taken for commands of a speech engine. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]+/gu
const WORD = /[\p{L}\p{N}]/u

/** What of a text can be spoken: without markup, emoji and controls. Empty when there is no word in it. */
export function toSpoken(text: string): string {
  const spoken = text.replace(TAG, ' ').replace(ADDRESS, '$1').replace(PICTURES, ' ').replace(/\s+/g, ' ').replace(CONTROLS, '').replace(MARKS, '').trim()
  return WORD.test(spoken) ? spoken.replace(/ +/g, ' ') : ''
}
