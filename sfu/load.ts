import type { Transport, Worker } from 'mediasoup/types'
import { DomainError } from '../domain/errors.ts'

export interface Load {
  readonly consumers: number
  readonly routers: number
}

/** People leave every now and then: what to say about when to try again. */
const TRY_AGAIN = 'try again in a minute'

/** Throws DomainError `unavailable` while a worker forwards as many streams as it may. */
export function requireRoom({ consumers }: Load, { consumersMax, action }: { consumersMax: number; action: string }): void {
  if (consumers < consumersMax) return
  throw new DomainError('unavailable', `Cannot ${action}: the server forwards ${consumers} of at most ${consumersMax} streams here, ${TRY_AGAIN}`)
}

/** Counts, as they come and go, the routers and consumers of a worker: consumers are what costs it time. */
export function watchLoad(worker: Worker): Load {
  const load = { consumers: 0, routers: 0 }
  const watchTransport = (transport: Transport) => {
    transport.observer.on('newconsumer', (consumer) => {
      load.consumers++
      consumer.observer.once('close', () => load.consumers--)
    })
  }
  worker.observer.on('newrouter', (router) => {
    load.routers++
    router.observer.once('close', () => load.routers--)
    router.observer.on('newtransport', watchTransport)
  })
  return load
}
