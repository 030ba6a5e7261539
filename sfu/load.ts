import type { Transport, Worker } from 'mediasoup/types'

/** Counts, as they come and go, the routers and consumers of a worker: consumers are what costs it time. */
export function watchLoad(worker: Worker): { readonly consumers: number; readonly routers: number } {
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
