import type { Consumer, Router } from 'mediasoup/types'
import type { Language } from '../../domain/language.ts'
import type { Peer } from '../peer.ts'
import type { Audience as Listeners, Heard, HeardChannel, OpenChannel } from './interpreter.ts'

export interface Audience extends Listeners {
  /** Gives someone a channel that they hear, takes it away when they do not. */
  update(peer: Peer, channel: OpenChannel): Promise<void>
}

/**
 * The people of a room as listeners: who hears what follows from what each of them chose. Those who chose cloned voices hear the translated one
 * in languages that none is spoken live in.
 */
export function createAudience({ peers, router, clonedIn = [] }: { peers: ReadonlyMap<string, Peer>; router: Router; clonedIn?: readonly Language[] }): Audience {
  const hears = (peer: Peer, { language, speakerId, voice }: Heard) => {
    const heard = peer.peerId === speakerId ? null : peer.hears(language)
    return heard !== null && voice === (heard === 'cloned' && clonedIn.includes(language) ? 'cloned' : 'quick')
  }
  const listeners = (channel: HeardChannel) => [...peers.values()].filter((peer) => hears(peer, channel))
  const tell = (peer: Peer, { speakerId }: HeardChannel, state: OpenChannel['state']) => peer.notify({ notification: 'interpreting', data: { peerId: speakerId, ...state } })

  return {
    hears: (heard) => [...peers.values()].some((peer) => hears(peer, heard)),
    present: (peerId) => peers.has(peerId),
    async open(channel) {
      const consumers = await Promise.all(listeners(channel).map((peer) => peer.consume(channel.producer, router)))
      await Promise.all(consumers.map((consumer) => consumer && resumed(consumer)))
    },
    tell(channel, state) {
      for (const peer of listeners(channel)) tell(peer, channel, state)
    },
    async update(peer, channel) {
      if (!hears(peer, channel)) return peer.stopConsuming(channel.producer.id)
      // What is said just now is told once they receive it.
      if (await peer.consume(channel.producer, router)) tell(peer, channel, channel.state)
    },
  }
}

/** Resolves when the client asks for a consumer's sound, or does not receive it any more. */
function resumed(consumer: Consumer): Promise<void> {
  if (!consumer.paused || consumer.closed) return Promise.resolve()
  return new Promise((resolve) => {
    consumer.observer.once('resume', resolve)
    consumer.observer.once('close', resolve)
  })
}
