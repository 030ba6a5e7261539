import type { SpeechSegment } from '../../domain/audio.ts'
import { msToSamples } from '../../domain/audio.ts'
import type { Language } from '../../domain/language.ts'
import { silentLog } from '../../infra/log.ts'
import { createSpeakerMemory } from '../../functions/captions/speaker_memory.ts'
import { createSpeakers } from '../../functions/captions/speaker.ts'
import type { VoiceActivityModel } from '../../models/vad/vad.ts'
import type { Recogniser } from '../../models/whisper/recogniser.ts'
import { round } from '../_report.ts'
import type { Clip } from '../transcribe_parts/clips.ts'
import { toWords, wordErrors } from '../transcribe_parts/words.ts'
import { cutIntoSegments, finals, withoutPauses } from './monologue.ts'
import { seamErrors } from './seam_errors.ts'
import type { SeamErrors } from './seam_errors.ts'

export interface SeamsOptions {
  readonly vad: VoiceActivityModel
  readonly recogniser: Recogniser
  readonly language: Language
  /** Where the monologues begin: another one moves all borders. */
  readonly skipMs?: number
  /** Told of each border with doubled or lost words. */
  readonly tell?: (line: string) => void
}

/**
 * Clips of each speaker (their names up to the first `-`) as one monologue without pauses, cut, recognised and joined as in meetings. At each
 * border that repeats audio, the joined lines are compared with one decode of both segments in the full window: words doubled and lost. Where
 * all clips have references, the lines are compared with those as well: `saidWer`, every fault of recognition included.
 */
export async function measureSeams(clips: readonly Clip[], { vad, recogniser, language, skipMs = 0, tell = () => {} }: SeamsOptions) {
  const found: SeamErrors[] = []
  const said = { words: 0, errors: 0 }
  let segments = 0
  for (const speaker of new Set(clips.map(speakerOf))) {
    const own = clips.filter((clip) => speakerOf(clip) === speaker)
    const pcm = (await withoutPauses(own.map((clip) => clip.pcm), vad)).subarray(msToSamples(skipMs))
    const cut = finals(await cutIntoSegments(pcm, vad)).map((segment) => ({ ...segment, language }))
    segments += cut.length
    const memory = createSpeakerMemory({ cache: null, log: silentLog, now: () => 0 })
    const speakers = createSpeakers({ recogniser, memory })
    const lines: string[][] = []
    let before: { segment: SpeechSegment; shown: string[]; held: string[] } | null = null
    for (const segment of cut) {
      const { text } = await speakers.recognise(segment, { signal: AbortSignal.timeout(60_000) })
      const shown = toWords(await speakers.setFinal(segment, text))
      const held = toWords(memory.known(segment.peerId).finals.at(-1)!.held)
      if (before && segment.overlapMs > 0) {
        const both = pcm.slice(msToSamples(before.segment.startMs), msToSamples(segment.endMs))
        const whole = toWords((await recogniser.recognise(both, { language, window: 'full' })).text)
        const errors = seamErrors(whole, [...before.shown, ...shown, ...held], before.shown.length + before.held.length - 1)
        // Without a decode of both there is nothing to compare with.
        if (whole.length > 0) found.push(errors)
        if (errors.doubled + errors.lost > 0) tell(`${speaker} +${errors.doubled} -${errors.lost}: ${before.shown.slice(-6).join(' ')} | ${shown.slice(0, 8).join(' ')} (${whole.join(' ')})`)
      }
      lines.push(shown)
      before = { segment, shown, held }
    }
    const reference = toWords(own.map((clip) => clip.reference ?? '').join(' '))
    said.words += reference.length
    said.errors += wordErrors(reference, lines.flat())
  }
  const total = (key: keyof SeamErrors) => found.reduce((sum, errors) => sum + errors[key], 0)
  const clean = found.filter(({ doubled, lost, unlike }) => doubled + lost + unlike === 0).length
  const known = clips.every(({ reference }) => reference !== null)
  return {
    segments, borders: found.length, doubled: total('doubled'), lost: total('lost'), unlike: total('unlike'), clean, ...(known && { saidWer: round(said.errors / said.words) }),
  }
}

function speakerOf({ name }: Clip): string {
  return name.split('-')[0]!
}
