import type { AudioLevelObserverVolume, Producer, Router } from 'mediasoup/types'
import type { ProducerData } from './peer.ts'

/** How often loudness is looked at, ms. */
const INTERVAL_MS = 500
/** dBov above which a microphone counts as speaking. */
const THRESHOLD_DBOV = -55
const SPEAKERS_MAX = 6

export interface ActiveSpeakers {
  /** Listens to a microphone until it closes. */
  watch(producer: Producer<ProducerData>): Promise<void>
  /** Who speaks, told on change. */
  listen(changed: (peerIds: string[]) => void): void
}

/**
 * Who speaks: the dominant speaker first, then the loudest; empty when nobody does.
 * Dominance is mediasoup's Volfin and Cohen detector, which a cough does not win. The router closes it.
 */
export async function createActiveSpeakers(router: Router): Promise<ActiveSpeakers> {
  const levels = await router.createAudioLevelObserver({
    maxEntries: SPEAKERS_MAX,
    threshold: THRESHOLD_DBOV,
    interval: INTERVAL_MS,
  })
  const dominance = await router.createActiveSpeakerObserver({ interval: INTERVAL_MS })
  let dominant: string | null = null
  let loud: string[] = []
  let told = ''
  let changed = (_peerIds: string[]) => {}

  const tell = () => {
    const speakers = orderSpeakers(dominant, loud)
    if (speakers.join() === told) return
    told = speakers.join()
    changed(speakers)
  }
  levels.on('volumes', (volumes) => {
    loud = byLoudness(volumes)
    tell()
  })
  levels.on('silence', () => {
    loud = []
    tell()
  })
  dominance.on('dominantspeaker', ({ producer }) => {
    dominant = peerIdOf(producer)
    tell()
  })
  return {
    listen(listener) {
      changed = listener
    },
    async watch(producer) {
      await Promise.all([levels, dominance].map((observer) => observer.addProducer({ producerId: producer.id })))
    },
  }
}

/** The dominant speaker keeps the first place only while heard. */
export function orderSpeakers(dominant: string | null, loud: readonly string[]): string[] {
  return dominant !== null && loud.includes(dominant)
    ? [dominant, ...loud.filter((peerId) => peerId !== dominant)]
    : [...loud]
}

function byLoudness(volumes: readonly AudioLevelObserverVolume[]): string[] {
  return volumes.toSorted((a, b) => b.volume - a.volume).map(({ producer }) => peerIdOf(producer))
}

function peerIdOf(producer: Producer): string {
  return (producer as Producer<ProducerData>).appData.peerId
}
