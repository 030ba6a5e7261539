import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Log } from './log.ts'

/**
 * Keeps a hostile upgrade request from ending the process. Call it before `injectWebSocket`, which handles upgrades
 * in an unguarded async listener: a target such as `//` or a reset socket is an uncaught error there, and what `ws` refuses after a route
 * has let it in is kept for ever.
 */
export function guardUpgrades(server: Pick<Server, 'on'>, log: Log): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    socket.on('error', (error) => log.debug('upgrade.socket-error', { error }))
    if (!URL.canParse(request.url ?? '/', 'http://localhost')) {
      log.debug('upgrade.bad-target', { target: request.url })
      request.url = '/not-a-request-target'
    }
    if (!isHandshake(request)) request.headers.upgrade = 'none'
  })
}

/** Whether `ws` takes it: version 13 with a key, and without a subprotocol, of which there is none here. */
function isHandshake({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && headers['sec-websocket-version'] === '13' &&
    /^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '') && headers['sec-websocket-protocol'] === undefined
}
