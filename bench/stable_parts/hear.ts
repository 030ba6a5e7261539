import type { Pcm, SegmentEvent, SpeechSegment } from '../../domain/audio.ts'
import { msToSamples, samplesToMs, SPEECH_RATE } from '../../domain/audio.ts'
import type { Transcript } from '../../domain/caption.ts'
import type { Language } from '../../domain/language.ts'
import { createSpeakerMemory } from '../../functions/captions/speaker_memory.ts'
import { createSpeakers } from '../../functions/captions/speaker.ts'
import { silentLog } from '../../infra/log.ts'
import { createSegmenter } from '../../models/vad/segmenter.ts'
import { VAD_FRAME_SAMPLES } from '../../models/vad/vad.ts'
import type { VoiceActivityModel } from '../../models/vad/vad.ts'
import type { Recogniser } from '../../models/whisper/recogniser.ts'
import type { Clip } from '../transcribe_parts/clips.ts'
import { toWords } from '../transcribe_parts/words.ts'
import type { Attention } from './attention.ts'
import type { Hypothesis, Utterance } from './policies.ts'

/** What a clip gave: the segments that were cut of it, what was recognised in them, in this order, and the lines they make. */
export interface HeardClip {
  readonly events: readonly SegmentEvent[]
  readonly transcripts: readonly Transcript[]
  readonly utterances: readonly Utterance[]
  readonly recogniseMs: number
}

export interface HearDeps {
  readonly vad: VoiceActivityModel
  readonly recogniser: Recogniser
  readonly attention: Attention
}

/** A clip as a meeting hears it, each segment recognised as soon as it is cut, with what was recognised before as its draft. */
export async function hearClip({ vad, recogniser, attention }: HearDeps, { name, pcm }: Clip, language: Language): Promise<HeardClip> {
  const transcripts: Transcript[] = []
  let recogniseMs = 0
  const kept: Recogniser = {
    ...recogniser,
    async recognise(speech, options) {
      const began = performance.now()
      const transcript = await recogniser.recognise(speech, options)
      recogniseMs += performance.now() - began
      transcripts.push(transcript)
      return transcript
    },
  }
  const speakers = createSpeakers({ recogniser: kept, memory: createSpeakerMemory({ cache: null, log: silentLog, now: () => 0 }) })
  const { signal } = new AbortController()
  const events = await segmentsOf(vad, { name, pcm, language })
  const lines = new Map<string, { interims: Hypothesis[]; final: Hypothesis | null; startMs: number }>()
  for (const { event, atMs } of events) {
    if (event.type !== 'segment') continue
    const { segment } = event
    const transcript = await speakers.recognise(segment, { signal })
    const hypothesis = await toHypothesis(attention, { segment, transcript, atMs })
    const line = lines.get(segment.utteranceId) ?? { interims: [], final: null, startMs: segment.startMs }
    lines.set(segment.utteranceId, line)
    if (segment.kind === 'final') line.final = hypothesis
    else line.interims.push(hypothesis)
  }
  const utterances = [...lines.values()].flatMap(({ final, ...line }) => (final ? [{ ...line, final }] : []))
  return { events: events.map(({ event }) => event), transcripts, utterances, recogniseMs }
}

async function toHypothesis(attention: Attention, { segment, transcript, atMs }: { segment: SpeechSegment; transcript: Transcript; atMs: number }): Promise<Hypothesis> {
  const words = toWords(transcript.text)
  const { tokens, language, timing, confidence } = transcript
  const endsMs = words.length === 0 ? [] : await attention.endsMs(segment.pcm, { tokens, language, windowSamples: msToSamples(timing.windowMs) })
  const audioMs = samplesToMs(segment.pcm.length)
  // What was filtered or cut off a text has no words left; a word without a place stands at the end.
  return { words, endsMs: words.map((_, at) => endsMs[at] ?? audioMs), audioMs, confidence, atMs }
}

async function segmentsOf(vad: VoiceActivityModel, { name, pcm, language }: { name: string; pcm: Pcm; language: Language }): Promise<{ event: SegmentEvent; atMs: number }[]> {
  const segmenter = createSegmenter({ roomId: 'room', peerId: name, speakerName: 'Speaker', language: () => language, endpointSilenceMs: 500 })
  const detector = vad.open()
  const events: { event: SegmentEvent; atMs: number }[] = []
  const padded = new Float32Array(pcm.length + SPEECH_RATE)
  padded.set(pcm)
  for (let at = 0; at + VAD_FRAME_SAMPLES <= padded.length; at += VAD_FRAME_SAMPLES) {
    const frame = padded.slice(at, at + VAD_FRAME_SAMPLES)
    const cut = segmenter.push({ pcm: frame, probability: await detector.probability(frame), startMs: samplesToMs(at) })
    events.push(...cut.map((event) => ({ event, atMs: samplesToMs(at + VAD_FRAME_SAMPLES) })))
  }
  events.push(...segmenter.flush().map((event) => ({ event, atMs: samplesToMs(padded.length) })))
  await detector.close()
  return events
}
