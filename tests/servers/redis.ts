import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { freePort } from './free_port.ts'
import type { TestServer } from './test_server.ts'

export type { TestServer } from './test_server.ts'

/**
 * A real Redis of the test's own, on a free port of 127.0.0.1.
 * @param options.keeps whether it comes back with what it had, by an append-only file as a deployment's does; otherwise empty
 * @param options.args more command line arguments, such as `['--requirepass', 'x']`
 * Throws an Error that says what to install when there is no `redis-server`.
 */
export async function startRedis({ args = [], keeps = false }: { args?: readonly string[]; keeps?: boolean } = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-redis-'))
  const port = await freePort()
  const given = ['--appendonly', keeps ? 'yes' : 'no', '--appendfsync', 'everysec', ...args]
  let child: ChildProcess | null = await launch(port, folder, given)
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
      child = await launch(port, folder, given)
    },
    async stop() {
      await kill()
      process.off('exit', endWithTest)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function launch(port: number, folder: string, args: readonly string[]): Promise<ChildProcess> {
  const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
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
