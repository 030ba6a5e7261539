import { test } from 'node:test'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

const root = fileURLToPath(new URL('..', import.meta.url))
const deno = join(root, 'node_modules/.bin/deno')
/** Everything that has to run on both runtimes; sfu/ and workflows/ are Node's. */
const FOLDERS = ['domain', 'infra', 'models', 'functions', 'edge', 'views']
const KEY = 'the key of the mesh under Deno'

/** Runs Deno in a group of its own, since its launcher leaves the real process behind when it is killed. */
function start(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(deno, args, { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1', ...environment } })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  let over = false
  ended.then(() => (over = true), () => (over = true))
  const kill = (signal: 'SIGTERM' | 'SIGKILL') => over || process.kill(-child.pid!, signal)
  return { output, child, ended, kill }
}

async function succeeds(args: readonly string[]): Promise<void> {
  const { output, ended } = start(args)
  const code = await ended
  assert.equal(code, 0, `deno ${args.join(' ')} exited with ${code}:\n${output.join('')}`)
}

test('deno check finds no mistake in what runs on both runtimes', () => succeeds(['check', '--quiet', ...FOLDERS]))

test('the functions’ tests pass under Deno', () => succeeds(['test', '--allow-all', '--no-check', '--quiet', '--parallel', 'functions/']))

test('deno serve serves a function with its model, for callers with the key, and ends on SIGTERM', async () => {
  const port = await freePort()
  const serve = start(['serve', '--allow-all', '--no-check', '--host', '127.0.0.1', '--port', String(port), 'functions/translate/main.ts'], { MESH_KEY: KEY })
  try {
    await Promise.race([
      new Promise<void>((resolve) => serve.child.stderr.on('data', () => serve.output.join('').includes('Listening on') && resolve())),
      serve.ended.then((code) => assert.fail(`deno serve ended with ${code}:\n${serve.output.join('')}`)),
    ])
    const ask = (headers: Record<string, string>) => fetch(`http://127.0.0.1:${port}/translate`, {
      method: 'POST', body: JSON.stringify({ text: 'The country is large.', from: 'en', to: 'pt' }), headers: { 'content-type': 'application/json', ...headers },
    })
    const answer = await ask({ authorization: `Bearer ${KEY}` })
    assert.equal(answer.status, 200, serve.output.join(''))
    assert.match(((await answer.json()) as { text: string }).text, /país/)
    assert.equal((await ask({})).status, 401)
    // Its output closes when the real process is gone, worker threads and all.
    serve.kill('SIGTERM')
    await serve.ended
  } finally {
    serve.kill('SIGKILL')
  }
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
