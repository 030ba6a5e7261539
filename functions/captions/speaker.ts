import { samplesToMs } from '../../domain/audio.ts'
import type { SpeechSegment } from '../../domain/audio.ts'
import type { Transcript } from '../../domain/caption.ts'
import type { Language } from '../../domain/language.ts'
import type { WordTime } from '../../domain/speakers.ts'
import type { Recogniser } from '../../models/whisper/recogniser.ts'
import { followLanguage } from './follow_language.ts'
import type { Followed } from './follow_language.ts'
import type { SpeakerMemory } from './speaker_memory.ts'
import { finalBefore, withFinal } from './speaker_memory.ts'
import type { Hypothesis, Steady } from './steady.ts'
import { keepSteady } from './steady.ts'
import type { Cut, Said } from './stitch.ts'
import { cutText, join } from './stitch.ts'
import { wordEnds } from './word_ends.ts'
import { wordsOf } from './_words.ts'

/** Of lines that follow one another, this much of the end is enough to find what the next one repeats, UTF-16. */
const SHOWN_KEPT = 200
/** The same of the times of its words. */
const ENDS_KEPT = 12

export interface Speakers {
  /** Decodes a segment; one with the audio of the segment before takes over that one's result. */
  recognise(segment: SpeechSegment, options: { signal: AbortSignal }): Promise<Transcript>
  /** The segment's words once more, with words in mind that may have been said. Nothing of it is remembered. */
  hearAgain(segment: SpeechSegment, hints: readonly string[], options: { language: Language; signal: AbortSignal }): Promise<string>
  /** What the segment's line shows of `text`: without what the line before shows, with what waited there, without what waits here. */
  line(segment: SpeechSegment, text: string): string
  /** Keeps what a final segment said, for the one that repeats its end. Returns its `line`. */
  setFinal(segment: SpeechSegment, text: string): Promise<string>
  /** When each word of the segment's line ends, ms from the segment's first sample; null where recognition did not tell. `text` as for `line`. */
  wordTimes(segment: SpeechSegment, text: string): WordTime[] | null
  /** What the line of an interim segment shows: the text, without taking back what it showed as stable. */
  steady(segment: SpeechSegment, hypothesis: Hypothesis): Promise<Steady>
}

export interface SpeakersDeps {
  readonly recogniser: Recogniser
  readonly memory: SpeakerMemory
}

/** Recognition that goes on from what is remembered of each speaker. */
export function createSpeakers({ recogniser, memory }: SpeakersDeps): Speakers {
  /** The text of the last decode with the times of its words. */
  const said = ({ peerId, audioId, overlapMs }: SpeechSegment, text: string): Said => {
    const { last } = memory.known(peerId)
    const endsMs = last?.audioId === audioId && last.transcript.text === text ? wordEnds(last.transcript) : null
    return { text, endsMs: endsMs && endsMs.map((endMs) => endMs - overlapMs) }
  }
  return {
    async recognise(segment, { signal }) {
      const { peerId, utteranceId, audioId } = segment
      const own = await memory.recall(peerId)
      if (own.last?.audioId === audioId) return own.last.transcript
      const before = own.draft?.utteranceId === utteranceId ? own.draft : null
      // When it fails nothing is kept: a later segment with this audio decodes anew.
      const { transcript, followed } = await decode(recogniser, segment, { followed: own.followed, draft: before?.tokens ?? [], draftModel: before?.model, signal })
      await memory.change(peerId, { last: { audioId, transcript }, draft: { utteranceId, tokens: transcript.tokens, model: transcript.model }, followed })
      return transcript
    },
    async hearAgain({ pcm, overlapMs, continues }, hints, { language, signal }) {
      const { text } = await recogniser.recognise(pcm, { language, hints, window: 'live', ...(overlapMs > 0 || continues ? { spoken: true } : {}), signal })
      return text
    },
    line: (segment, text) => cutOf(segment, said(segment, text), finalBefore(memory.known(segment.peerId), segment.segmentId)).shown,
    wordTimes(segment, text) {
      const before = finalBefore(memory.known(segment.peerId), segment.segmentId)
      const own = said(segment, text)
      const { endsMs } = segment.overlapMs > 0 ? join(before, own, segment.overlapMs) : own
      const words = wordsOf(cutOf(segment, own, before).shown)
      if (!endsMs || endsMs.length < words.length) return null
      return words.map(({ end }, at) => ({ end, endMs: Math.round(endsMs[at]! + segment.overlapMs) }))
    },
    async steady({ peerId, utteranceId, audioId }, { text, confidence }) {
      const { steady } = memory.known(peerId)
      const own = steady?.utteranceId === utteranceId ? steady : null
      // A segment that is worked on again hears the same: no second opinion.
      const shown = keepSteady(own && { stable: own.stable, hypothesis: own.audioId === audioId ? null : own }, { text, confidence })
      await memory.change(peerId, { steady: { utteranceId, audioId, stable: shown.stable, text, confidence } })
      return shown
    },
    async setFinal(segment, text) {
      const { peerId, segmentId, overlapMs } = segment
      const before = finalBefore(memory.known(peerId), segmentId)
      const { shown, held, endsMs } = cutOf(segment, said(segment, text), before)
      const final = { segmentId, shown: overlapMs > 0 ? `${before.shown} ${shown}`.slice(-SHOWN_KEPT) : shown, held, endsMs: endsMs?.slice(-ENDS_KEPT) }
      await memory.change(peerId, { finals: withFinal(memory.known(peerId), final) })
      return shown
    },
  }
}

/** Joined to what was said before, and only a final segment whose end is repeated keeps words back. */
function cutOf({ kind, overlapMs, continues, pcm }: SpeechSegment, said: Said, before: Cut): Cut {
  const { text, endsMs } = overlapMs > 0 ? join(before, said, overlapMs) : said
  const lengthMs = samplesToMs(pcm.length) - overlapMs
  return kind === 'final' && continues ? cutText(text, endsMs && endsMs.map((endMs) => endMs - lengthMs)) : { shown: text, held: '' }
}

interface DecodeOptions {
  readonly followed: Followed
  /** What an earlier segment of the utterance said. */
  readonly draft: readonly number[]
  /** Whose tokens they are. */
  readonly draftModel?: string
  readonly signal: AbortSignal
}

/**
 * What is replaced within a second is decoded once, in the language that the speaker is followed in; for the rest it is asked
 * whether they still speak it. A language that they chose is not questioned.
 */
async function decode(recogniser: Recogniser, segment: SpeechSegment, { followed, draft, draftModel, signal }: DecodeOptions): Promise<{ transcript: Transcript; followed: Followed }> {
  const { pcm, language, kind, atPause, utteranceId, overlapMs, continues, shared = false } = segment
  const passing = kind === 'interim' && !atPause
  const window = passing ? 'quick' : 'live'
  // Speech that was cut in its middle is speech, and is joined by the times of its words. Those of a shared microphone go to who spoke then.
  const cut = overlapMs > 0 || continues
  const joining = cut ? { wordTimes: true, spoken: true } : shared && !passing ? { wordTimes: true } : {}
  if (language !== null || (passing && followed.language !== null)) {
    const transcript = await recogniser.recognise(pcm, { language: language ?? followed.language, window, draft, draftModel, ...joining, signal })
    return { transcript, followed: language === null ? followed : { language, other: null } }
  }
  const heard = await recogniser.recognise(pcm, { language: null, expected: followed.language, window, draft, draftModel, ...joining, signal })
  const lengthMs = samplesToMs(pcm.length)
  // Where nothing was heard there is nothing to hear again, nor a language.
  if (heard.text === '') return { transcript: { ...heard, language: followed.language ?? heard.language }, followed }
  const claim = { language: heard.language, probability: heard.languageProbability, utteranceId, lengthMs, words: true, confidence: heard.confidence }
  const first = followLanguage(followed, claim)
  if (first.stands === 'heard') return { transcript: heard, followed: first.followed }
  const own = await recogniser.recognise(pcm, { language: followed.language, window: 'live', ...joining, signal })
  const settled = followLanguage(followed, claim, own.text === '' ? 0 : own.confidence)
  return { transcript: settled.stands === 'heard' ? heard : own, followed: settled.followed }
}
