import type { SpeechSegment } from '../../domain/audio.ts'
import type { Transcript } from '../../domain/caption.ts'
import type { Language } from '../../domain/language.ts'
import type { Recogniser } from '../../models/whisper/recogniser.ts'

/** Below this, a detected language is doubted and the speaker's last one is tried. */
const SURE_OF_LANGUAGE = 0.7
/** A speaker who was silent for this long is forgotten. */
const FORGET_AFTER_MS = 30 * 60_000

interface Speaker {
  language: Language | null
  /** The final text before, for words that an overlap repeats. */
  lastFinal: string
  lastAudioId: string
  lastTranscript: Promise<Transcript> | null
  /** What an utterance said so far, in the model's tokens. */
  draft: { readonly utteranceId: string; readonly tokens: readonly number[] } | null
  seenAtMs: number
}

export interface Speakers {
  /** Decodes a segment; one with the audio of the segment before takes over that one's result. */
  recognise(segment: SpeechSegment, options: { signal: AbortSignal }): Promise<Transcript>
  lastFinal(peerId: string): string
  setLastFinal(peerId: string, text: string): void
}

/** What the captions function remembers of each speaker between segments. */
export function createSpeakers({ recogniser, now }: { recogniser: Recogniser; now: () => number }): Speakers {
  const speakers = new Map<string, Speaker>()

  const speaker = (peerId: string): Speaker => {
    const known = speakers.get(peerId) ?? { language: null, lastFinal: '', lastAudioId: '', lastTranscript: null, draft: null, seenAtMs: 0 }
    known.seenAtMs = now()
    speakers.set(peerId, known)
    return known
  }
  const forget = () => {
    for (const [peerId, { seenAtMs }] of speakers) if (now() - seenAtMs > FORGET_AFTER_MS) speakers.delete(peerId)
  }

  return {
    recognise(segment, { signal }) {
      forget()
      const own = speaker(segment.peerId)
      if (own.lastTranscript && own.lastAudioId === segment.audioId) return own.lastTranscript
      const draft = own.draft?.utteranceId === segment.utteranceId ? own.draft.tokens : []
      const transcript = decode(recogniser, segment, { last: own.language, draft, signal })
      own.lastAudioId = segment.audioId
      own.lastTranscript = transcript
      transcript.then(
        (result) => {
          own.draft = { utteranceId: segment.utteranceId, tokens: result.tokens }
          if (result.text && result.languageProbability >= SURE_OF_LANGUAGE) own.language = result.language
        },
        // The caller sees the failure; a later segment with this audio must decode anew.
        () => {
          if (own.lastTranscript === transcript) own.lastTranscript = null
        },
      )
      return transcript
    },
    lastFinal: (peerId) => speaker(peerId).lastFinal,
    setLastFinal(peerId, text) {
      speaker(peerId).lastFinal = text
    },
  }
}

interface DecodeOptions {
  /** The speaker's last language. */
  readonly last: Language | null
  /** What an earlier segment of the utterance said. */
  readonly draft: readonly number[]
  readonly signal: AbortSignal
}

/**
 * What is replaced within a second is decoded once; the rest follows the speaker's last language where detection on a
 * short segment is in doubt.
 */
async function decode(recogniser: Recogniser, segment: SpeechSegment, { last, draft, signal }: DecodeOptions): Promise<Transcript> {
  const { pcm, language, kind, atPause } = segment
  if (kind === 'interim' && !atPause) return recogniser.recognise(pcm, { language: language ?? last, window: 'quick', draft, signal })
  const detected = await recogniser.recognise(pcm, { language, window: 'live', draft, signal })
  const doubted = language === null && last !== null && detected.language !== last && detected.languageProbability < SURE_OF_LANGUAGE
  return doubted ? recogniser.recognise(pcm, { language: last, window: 'live', signal }) : detected
}
