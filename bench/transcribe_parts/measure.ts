import type { Transcript } from '../../domain/caption.ts'
import type { Language } from '../../domain/language.ts'
import type { Recogniser } from '../../models/whisper/recogniser.ts'
import type { Clip } from './clips.ts'
import type { Peer, PeerAnswer } from './peer.ts'

export interface Heard {
  readonly transcript: Transcript
  readonly ms: number
}

export interface Measured {
  readonly clip: Clip
  readonly sized: Heard
  readonly live: Heard
  readonly full: Heard
  readonly beam1: PeerAnswer
  readonly beam5: PeerAnswer
}

/**
 * Every clip through all of them, one at a time, so that what else the machine does falls on all alike; who goes first
 * changes from clip to clip.
 */
export async function measure(clips: readonly Clip[], { ours, peer, language }: { ours: Recogniser; peer: Peer; language: Language }): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const [index, clip] of clips.entries()) {
    const hear = async (window: 'sized' | 'live' | 'full'): Promise<Heard> => {
      const start = performance.now()
      const transcript = await ours.recognise(clip.pcm, { language, window })
      return { transcript, ms: performance.now() - start }
    }
    const ask = (beam: number) => peer.transcribe(clip.path, { beam, language })
    const oursFirst = index % 2 === 0
    const before = oursFirst ? await hear('sized') : null
    const beam1 = await ask(1)
    const sized = before ?? (await hear('sized'))
    measured.push({ clip, sized, beam1, live: await hear('live'), full: await hear('full'), beam5: await ask(5) })
    if ((index + 1) % 10 === 0) console.error(`${index + 1} of ${clips.length} clips`)
  }
  return measured
}
