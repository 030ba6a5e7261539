import { SPEECH_RATE } from '../../domain/audio.ts'
import type { AudioPiece, SpokenTurn } from '../../domain/speakers.ts'
import type { Turn } from '../../models/diarization/diarizer.ts'

/** Pieces that are no further apart in time are one turn of whoever speaks on both sides, ms. */
const JOINED_MS = 600

/** Turns of the audio on the wall clock. A turn across a long silence, which the audio lacks, becomes two. */
export function placeTurns(turns: readonly Turn[], pieces: readonly AudioPiece[]): SpokenTurn[] {
  const placed = turns.flatMap(({ speaker: speakerId, startS, endS }) => {
    const [from, to] = [startS * SPEECH_RATE, endS * SPEECH_RATE]
    const own: { startMs: number; endMs: number }[] = []
    for (const { at, samples, startMs } of pieces) {
      const [begins, ends] = [Math.max(from, at), Math.min(to, at + samples)]
      if (ends <= begins) continue
      const piece = { startMs: startMs + toMs(begins - at), endMs: startMs + toMs(ends - at) }
      const last = own.at(-1)
      if (last && piece.startMs - last.endMs <= JOINED_MS) last.endMs = piece.endMs
      else own.push(piece)
    }
    return own.map((piece) => ({ speakerId, ...piece }))
  })
  return placed.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
}

function toMs(samples: number): number {
  return (samples * 1000) / SPEECH_RATE
}
