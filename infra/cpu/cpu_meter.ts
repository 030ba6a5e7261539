/** Tells work that shares processors apart. */
export interface CpuMeter {
  /** Begins a piece of work. @returns ends it, and says what it took, ms: of what was spent while several were under way each has an equal part. Idempotent. */
  begin(): () => number
}

interface Piece {
  spentMs: number
}

/** @param cpuMs processor time so far, ms; pieces of work add up to what it tells, no more */
export function createCpuMeter(cpuMs: () => number): CpuMeter {
  const underWay = new Set<Piece>()
  let last = 0
  const share = () => {
    const now = cpuMs()
    // A thread that ended takes its time along.
    const each = Math.max(0, now - last) / (underWay.size || 1)
    for (const piece of underWay) piece.spentMs += each
    last = now
  }
  return {
    begin() {
      share()
      const piece = { spentMs: 0 }
      underWay.add(piece)
      return () => {
        if (underWay.has(piece)) share()
        underWay.delete(piece)
        return piece.spentMs
      }
    },
  }
}
