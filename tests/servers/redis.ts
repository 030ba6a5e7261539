import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

export interface TestServer {
  readonly url: string
  /** Ends it as a crash would, and resolves when it is gone. */
  kill9(): Promise<void>
  /** Starts it again at the same address: a Redis comes back with an empty memory. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/**
 * A real Redis of the test's own, on a free port of 127.0.0.1, that keeps nothing on disk.
 * @param options.args more command line arguments, such as `['--requirepass', 'x']`
 * Throws an Error that says what to install when there is no `redis-server`.
 */
export async function startRedis({ args = [] }: { args?: readonly string[] } = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-redis-'))
  const port = await freePort()
  let child: ChildProcess | null = await launch(port, folder, args)
  const endWithTest = () => child?.kill('SIGKILL')
  process.once('exit', endWithTest)

  const kill = async () => {
    const dying = child
    child = null
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return
    const gone = once(dying, 'exit')
    dying.kill('SIGKILL')
    await gone
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill9: kill,
    async restart() {
      await kill()
      child = await launch(port, folder, args)
    },
    async stop() {
      await kill()
      process.off('exit', endWithTest)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function launch(port: number, folder: string, args: readonly string[]): Promise<ChildProcess> {
  const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const child = spawn('redis-server', [...fixed, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('Ready to accept connections')) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('error', (cause) => reject(new Error('Cannot start redis-server: install it with `apt-get install redis-server`', { cause })))
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${said}`)))
  })
  return child
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
