import type { RtpPacket } from './rtp_packet.ts'

/** How long a missing packet is waited for. */
const WAIT_MS = 80
/** Packets kept while one is missing. */
const LENGTH_MAX = 25
/** A step of the sequence larger than this is no loss: the stream started afresh (RFC 3550, A.1). */
const JUMP_PACKETS = 500

export interface Arrival {
  readonly packet: RtpPacket
  readonly arrivedMs: number
}

export interface OrderedPacket extends Arrival {
  /** Packets missing right before this one. */
  readonly lost: number
  /** True for the first packet of a stream, at the start or after a new one took its place. */
  readonly restarted: boolean
}

export interface JitterBuffer {
  push(packet: RtpPacket, nowMs: number): void
  /** The next packet in order, or null while it is waited for. */
  take(nowMs: number): OrderedPacket | null
  /** What is left, in order, without waiting. */
  drain(): OrderedPacket[]
  readonly waiting: number
  /** Packets that came too late or twice. */
  readonly late: number
}

/** Puts packets in order. Sequence numbers wrap; a single stray one does not restart the stream, two in a row do. */
export function createJitterBuffer(): JitterBuffer {
  const held = new Map<number, Arrival>()
  const ready: OrderedPacket[] = []
  /** Next sequence number, counted on beyond 16 bits. */
  let next: number | null = null
  let ssrc: number | null = null
  let stray: Arrival | null = null
  let late = 0

  const release = (sequence: number, restarted: boolean) => {
    const arrival = held.get(sequence)
    if (!arrival) return
    held.delete(sequence)
    ready.push({ ...arrival, lost: sequence - (next ?? sequence), restarted })
    next = sequence + 1
  }

  const releaseAll = () => {
    for (const sequence of [...held.keys()].sort((a, b) => a - b)) release(sequence, false)
  }

  const restart = (arrivals: readonly Arrival[]) => {
    releaseAll()
    arrivals.forEach(({ packet, arrivedMs }, index) => {
      next = packet.sequence
      ssrc = packet.ssrc
      held.set(packet.sequence, { packet, arrivedMs })
      release(packet.sequence, index === 0)
    })
  }

  return {
    push(packet, arrivedMs) {
      const arrival = { packet, arrivedMs }
      if (next === null || packet.ssrc !== ssrc) return restart([arrival])
      const step = signed16(packet.sequence - next)
      if (Math.abs(step) > JUMP_PACKETS) {
        const before = stray
        stray = arrival
        if (!before || signed16(packet.sequence - before.packet.sequence) !== 1) return
        stray = null
        return restart([before, arrival])
      }
      if (step < 0 || held.has(next + step)) {
        late++
        return
      }
      stray = null
      held.set(next + step, arrival)
    },
    take(nowMs) {
      if (ready.length === 0 && held.size > 0 && next !== null) {
        const first = held.has(next) ? next : Math.min(...held.keys())
        const sinceMs = Math.min(...[...held.values()].map(({ arrivedMs }) => arrivedMs))
        if (first === next || nowMs - sinceMs >= WAIT_MS || held.size > LENGTH_MAX) release(first, false)
      }
      return ready.shift() ?? null
    },
    drain() {
      releaseAll()
      return ready.splice(0)
    },
    get waiting() {
      return held.size + ready.length
    },
    get late() {
      return late
    },
  }
}

function signed16(difference: number): number {
  return (difference << 16) >> 16
}
