import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

export interface TestServer {
  readonly port: number
  close(): Promise<void>
}

/**
 * Starts Temporal's server for tests and waits for it, however busy the machine is: the SDK would give it five seconds, which Java may
 * need for itself, and leave it running when they are over. Throws an Error when it ends before it listens.
 * @param program listens at the port of its only argument
 */
export async function startTestServer(program: string): Promise<TestServer> {
  const port = await freePort()
  const child = spawn(program, [String(port)], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = `${said}${chunk}`.slice(-2_000)))
  let over: string | undefined
  const ended = new Promise<void>((resolve) => {
    const end = (how: string) => {
      over ??= how
      resolve()
    }
    child.once('error', (error) => end(error.message))
    child.once('close', (code, signal) => end(`it ended with ${code ?? signal}: ${said}`))
  })
  while (!await listens(port)) {
    if (over !== undefined) throw new Error(`Cannot start Temporal's server for tests: ${over}`)
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 50))])
  }
  return {
    port,
    async close() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false)).once('close', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
