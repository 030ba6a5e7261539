import type { Consumer, Producer, Router, RtpCapabilities, WebRtcTransport } from 'mediasoup/types'
import type { HeardSource, SignalingNotification } from '../domain/signaling.ts'
import type { Log } from '../infra/log.ts'

/** Whose a producer is, and what it carries. */
export type SourceData = { readonly peerId: string; readonly source: HeardSource }

export interface Consumers {
  find(consumerId: string): Consumer | undefined
  /** Receives a producer, paused until the client asks. Null when it is received already or cannot be. */
  open(producer: Producer<SourceData>, way: { readonly transport: WebRtcTransport; readonly router: Router; readonly rtpCapabilities: RtpCapabilities }): Promise<Consumer | null>
  /** Receives a producer no longer; the client is told. */
  stop(producerId: string): void
}

/** What one connection receives: each producer once. Its transport closes them. */
export function createConsumers({ notify, log }: { notify: (message: SignalingNotification) => void; log: Log }): Consumers {
  const consumers = new Map<string, Consumer>()
  /** Ids of the producers that are consumed or about to be. */
  const consumed = new Set<string>()
  /** Those that were not wanted any more while their consumers were made. */
  const unwanted = new Set<string>()

  const announce = (consumer: Consumer, { kind, appData: { peerId, source } }: Producer<SourceData>) => {
    const { id: consumerId, producerId, rtpParameters, producerPaused } = consumer
    consumers.set(consumerId, consumer)
    consumer.observer.once('close', () => {
      consumers.delete(consumerId)
      consumed.delete(producerId)
    })
    consumer.on('producerclose', () => notify({ notification: 'consumerClosed', data: { consumerId } }))
    consumer.on('producerpause', () => notify({ notification: 'consumerPaused', data: { consumerId } }))
    consumer.on('producerresume', () => notify({ notification: 'consumerResumed', data: { consumerId } }))
    notify({ notification: 'newConsumer', data: { consumerId, producerId, peerId, kind, source, rtpParameters, producerPaused } })
  }

  return {
    find: (consumerId) => consumers.get(consumerId),
    async open(producer, { transport, router, rtpCapabilities }) {
      const { id: producerId, appData: { peerId, source } } = producer
      unwanted.delete(producerId)
      if (producer.closed || consumed.has(producerId)) return null
      if (!router.canConsume({ producerId, rtpCapabilities })) {
        log.warn('consumer.no-common-codec', { producerId, source, from: peerId })
        return null
      }
      consumed.add(producerId)
      try {
        const consumer = await transport.consume({ producerId, rtpCapabilities, paused: true })
        if (unwanted.delete(producerId)) {
          consumed.delete(producerId)
          consumer.close()
          return null
        }
        announce(consumer, producer)
        return consumer
      } catch (error) {
        consumed.delete(producerId)
        unwanted.delete(producerId)
        // Either end may go while the worker answers: then there is nothing to consume any more.
        if (!producer.closed && !transport.closed) log.error('consumer.failed', { producerId, source, from: peerId, error })
        return null
      }
    },
    stop(producerId) {
      const consumer = [...consumers.values()].find((known) => known.producerId === producerId)
      if (!consumer) {
        if (consumed.has(producerId)) unwanted.add(producerId)
        return
      }
      consumer.close()
      notify({ notification: 'consumerClosed', data: { consumerId: consumer.id } })
    },
  }
}
