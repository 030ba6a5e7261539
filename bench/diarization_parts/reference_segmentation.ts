import type { Turn } from '../../models/diarization/diarizer.ts'
import { LOCAL_SPEAKERS } from '../../models/diarization/powerset.ts'
import type { Segmentation } from '../../models/diarization/segmentation.ts'

/** What the segmentation would be if it were right: of each window the three who speak most. */
export function referenceSegmentation(turns: readonly Turn[], { windows, frames, frameS, stepS }: Segmentation): Segmentation {
  return {
    frames, frameS, stepS,
    windows: windows.map((_, window) => {
      const fromS = window * stepS
      const said = new Map<string, Uint8Array>()
      for (const { speaker, startS, endS } of turns) {
        const row = said.get(speaker) ?? new Uint8Array(frames)
        row.fill(1, Math.max(0, Math.round((startS - fromS) / frameS)), Math.max(0, Math.round((endS - fromS) / frameS)))
        said.set(speaker, row)
      }
      const rows = [...said.values()].map((row) => ({ row, length: row.reduce((sum, one) => sum + one, 0) })).sort((a, b) => b.length - a.length).slice(0, LOCAL_SPEAKERS)
      const scores = new Float32Array(frames * LOCAL_SPEAKERS)
      rows.forEach(({ row }, local) => row.forEach((one, frame) => (scores[frame * LOCAL_SPEAKERS + local] = one)))
      return scores
    }),
  }
}
