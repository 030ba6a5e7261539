import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { ServerType } from '@hono/node-server'

export interface ListenOptions {
  readonly fetch: (request: Request, env: never) => Response | Promise<Response>
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** PEM. Absent: plain HTTP. */
  readonly tls: { readonly certPem: string; readonly keyPem: string } | null
  /** Lets WebSockets in before the first request. */
  readonly prepare: (server: ServerType) => void
}

export interface Listening {
  readonly port: number
  /** Ends every connection; a WebSocket ends with its own close before. */
  close(): Promise<void>
}

/** Serves a Hono app on Node. Throws an Error that says what to do when the address cannot be had. */
export function listen({ fetch, host, port, tls, prepare }: ListenOptions): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const secure = tls && { createServer: createTlsServer, serverOptions: { cert: tls.certPem, key: tls.keyPem } }
    const server = serve({ fetch: fetch as (request: Request) => Response, hostname: host, port, ...secure }, () => {
      server.off('error', onError)
      resolve({ port: (server.address() as AddressInfo).port, close: () => close(server) })
    })
    const onError = (error: NodeJS.ErrnoException) => reject(new Error(sentence(error, host, port), { cause: error }))
    server.once('error', onError)
    prepare(server)
  })
}

function close(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
}

function sentence({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE') return `Port ${port} is taken: stop the program that uses it, or choose another port, as in "PORT=${port + 1} npm start".`
  if (code === 'EACCES') return `Port ${port} needs more rights than you have: choose one above 1023, as in "PORT=8080 npm start".`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `HOST "${host}" is not an address of this machine: leave it out, or set one that is.`
  return `Cannot listen on ${host}:${port}: ${message}.`
}
