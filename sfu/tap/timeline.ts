import type { OrderedPacket } from './jitter_buffer.ts'
import { isDtx, OPUS_RATE } from './opus_packet.ts'

const SAMPLES_PER_MS = OPUS_RATE / 1000
/** Longer losses are concealed this far and silent after it. */
const CONCEAL_MAX_SAMPLES = 120 * SAMPLES_PER_MS
/** How much longer than the wait for a packet its timestamps may say that a pause was. */
const SLACK_MS = 500

/** What to put before a packet's audio; samples at 48 kHz. */
export interface Gap {
  /** Lost audio to make up. */
  readonly conceal: number
  /** Then silence. */
  readonly silence: number
  /** Silence that was put in while this audio was on its way already: the stream is that much too long. */
  readonly surplus: number
}

export interface Timeline {
  /** @param samples length of the packet's audio */
  place(packet: OrderedPacket, samples: number): Gap
  /** Silence was put in, because no packet came. */
  filled(samples: number): void
  /** Forget the past: what comes next starts afresh. */
  restart(): void
}

const NOTHING: Gap = { conceal: 0, silence: 0, surplus: 0 }

/**
 * Tells pauses from losses. A step of the timestamp without one of the sequence is a pause of the encoder (DTX or mute)
 * and stays a pause of that length; with missing packets it is a loss. A pause longer than real time allows, or a step
 * back, is an encoder that counts afresh: real time decides then.
 */
export function createTimeline(): Timeline {
  let last: { readonly endTimestamp: number; readonly arrivedMs: number; readonly dtx: boolean } | null = null
  let filled = 0

  const gapSamples = ({ packet, arrivedMs, lost, restarted }: OrderedPacket, samples: number): number => {
    if (!last) return 0
    const waited = Math.max(0, arrivedMs - last.arrivedMs) * SAMPLES_PER_MS
    const stepped = (packet.timestamp - last.endTimestamp) | 0
    const plausible = stepped >= 0 && stepped <= waited + (SLACK_MS + 20 * lost) * SAMPLES_PER_MS
    return !restarted && plausible ? stepped : Math.round(Math.max(0, waited - samples))
  }

  return {
    place(ordered, samples) {
      const owed = gapSamples(ordered, samples) - filled
      const concealable = ordered.lost > 0 && last && !last.dtx && filled === 0 ? CONCEAL_MAX_SAMPLES : 0
      const { packet, arrivedMs } = ordered
      const fresh = last === null
      last = { endTimestamp: (packet.timestamp + samples) | 0, arrivedMs, dtx: isDtx(packet.payload) }
      filled = 0
      if (fresh) return NOTHING
      if (owed <= 0) return { conceal: 0, silence: 0, surplus: -owed }
      const conceal = Math.min(owed, concealable)
      return { conceal, silence: owed - conceal, surplus: 0 }
    },
    filled(samples) {
      filled += samples
    },
    restart() {
      last = null
      filled = 0
    },
  }
}
