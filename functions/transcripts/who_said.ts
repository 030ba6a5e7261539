import type { LabelledPart, SpeakerLabel } from '../../domain/speakers.ts'
import { splitText } from '../../domain/speakers.ts'
import type { SearchHit } from '../../domain/transcript.ts'

/** Who said the words that a search found in a line, each once, in the order of speaking; everyone on the line where the snippet is not all of its text. */
export function whoSaid(parts: readonly LabelledPart[], { text, snippet }: { readonly text: string; readonly snippet: SearchHit['snippet'] }): SpeakerLabel[] {
  const found = placesOf(snippet)
  const whole = snippet.map((piece) => piece.text).join('') === text
  let from = 0
  const said = splitText(text, parts).map((piece) => {
    const part = { from, to: from + piece.length }
    from = part.to
    return found.some((place) => place.from < part.to && place.to > part.from)
  })
  const speaking = parts.filter((_, at) => !whole || said[at])
  return [...new Map(speaking.flatMap(({ speakers }) => speakers.map((speaker) => [speaker.speakerId, speaker] as const))).values()]
}

function placesOf(snippet: SearchHit['snippet']): { from: number; to: number }[] {
  let at = 0
  return snippet.flatMap(({ text, found }) => {
    const place = { from: at, to: at + text.length }
    at = place.to
    return found ? [place] : []
  })
}
