import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * A port of 127.0.0.1 for a server that is stopped and started again. It is below those that the system hands out to connections:
 * a client that keeps knocking at a closed one of those is, sooner or later, connected to itself, and the server cannot come back.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 18_000 + Math.floor(Math.random() * 12_000)
    const server = createServer()
    try {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      return port
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    } finally {
      server.close()
    }
  }
}
