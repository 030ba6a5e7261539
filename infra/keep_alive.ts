import type { WebSocket } from 'ws'
import type { Clock } from './clock.ts'

const PING_MS = 15_000

/** Pings every 15 s, since proxies drop silent sockets, and cuts one that has not answered the ping before. */
export function keepAlive(socket: WebSocket, clock: Clock): void {
  let answered = true
  let cancel = clock.after(PING_MS, beat)

  function beat() {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
    cancel = clock.after(PING_MS, beat)
  }
  socket.on('pong', () => (answered = true))
  socket.once('close', () => cancel())
}
