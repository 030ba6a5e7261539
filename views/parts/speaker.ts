/** Number of speaker colours in tokens.css. */
export const SPEAKER_COLOURS = 8

/** The colour of a person, [0, 8), the same on every page and for every reader. FNV-1a over the peer's id. */
export function speakerColour(peerId: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(peerId)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash % SPEAKER_COLOURS
}

/** The colour of someone at a shared microphone: people who follow one another by number have different ones. */
export function labelColour({ peerId, number }: { readonly peerId: string; readonly number: number }): number {
  return (speakerColour(peerId) + number) % SPEAKER_COLOURS
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * The first character of a name as a person sees it: an emoji with its modifiers or a letter with its accents counts
 * as one.
 */
export function speakerInitial(name: string): string {
  for (const { segment } of graphemes.segment(name.trim())) return segment.toLocaleUpperCase()
  return '?'
}
