import type { SpeechSegment } from '../../domain/audio.ts'
import { msToSamples } from '../../domain/audio.ts'
import type { Language } from '../../domain/language.ts'
import { cutText, stitch } from '../../functions/captions/stitch.ts'
import type { VoiceActivityModel } from '../../models/vad/vad.ts'
import type { Recogniser } from '../../models/whisper/recogniser.ts'
import type { Clip } from '../transcribe_parts/clips.ts'
import { toWords } from '../transcribe_parts/words.ts'
import { cutIntoSegments, finals, withoutPauses } from './monologue.ts'
import { seamErrors } from './seam_errors.ts'
import type { SeamErrors } from './seam_errors.ts'

export interface SeamsOptions {
  readonly vad: VoiceActivityModel
  readonly recogniser: Recogniser
  readonly language: Language
}

/**
 * Clips of each speaker (their names up to the first `-`) as one monologue without pauses, cut and recognised as in meetings. At each
 * border that repeats audio, the joined lines are compared with one decode of both segments in the full window. Words doubled and lost.
 */
export async function measureSeams(clips: readonly Clip[], { vad, recogniser, language }: SeamsOptions) {
  const found: SeamErrors[] = []
  let segments = 0
  for (const speaker of new Set(clips.map(speakerOf))) {
    const pcm = await withoutPauses(clips.filter((clip) => speakerOf(clip) === speaker).map((clip) => clip.pcm), vad)
    const cut = finals(await cutIntoSegments(pcm, vad))
    segments += cut.length
    let before: { segment: SpeechSegment; text: string } | null = null
    for (const segment of cut) {
      const { text } = await recogniser.recognise(segment.pcm, { language, window: 'live' })
      if (before && segment.overlapMs > 0) {
        const both = pcm.slice(msToSamples(before.segment.startMs), msToSamples(segment.endMs))
        const whole = toWords((await recogniser.recognise(both, { language, window: 'full' })).text)
        const first = cutText(before.text)
        const shown = toWords(first.shown)
        // Without a decode of both there is nothing to compare with.
        if (whole.length > 0) found.push(seamErrors(whole, [...shown, ...toWords(stitch(first, text))], shown.length + toWords(first.held).length - 1))
      }
      before = { segment, text }
    }
  }
  const total = (key: keyof SeamErrors) => found.reduce((sum, errors) => sum + errors[key], 0)
  const clean = found.filter(({ doubled, lost, unlike }) => doubled + lost + unlike === 0).length
  return { segments, borders: found.length, doubled: total('doubled'), lost: total('lost'), unlike: total('unlike'), clean }
}

function speakerOf({ name }: Clip): string {
  return name.split('-')[0]!
}
