import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Long jobs are served where a test asks for them. */
const NO_JOBS = { TEMPORAL_BIN: '', TEMPORAL_ADDRESS: '' }
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const READY = /Parley is ready at (https?:\/\/\S+)|ready at (https?:\/\/\S+)/

export interface Started {
  readonly url: string
  readonly child: ChildProcess
  /** Everything it wrote so far, for the message of a failing test. */
  output(): string
  /** SIGTERM, then waits. Resolves with the exit code and how long it took. */
  stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null; tookMs: number }>
}

/** Starts a program of this checkout on a free port, in a data folder of its own, and waits for its ready line. */
export async function startProgram(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Started> {
  const data = await mkdtemp(join(tmpdir(), 'parley-e2e-'))
  // Nobody answers there: what a test does not serve itself is not fetched from elsewhere.
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', PARLEY_DATA: data, FIREFOX_MODELS_URL: 'http://127.0.0.1:9/v1', ...NO_JOBS, ...environment }
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let written = ''
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  child.stderr.on('data', (chunk: Buffer) => (written += chunk.toString()))
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      written += `${line}\n`
      const ready = READY.exec(line)
      if (ready) resolve((ready[1] ?? ready[2])!)
    })
    void exited.then(({ code }) => reject(new Error(`The program ended with ${code} before it was ready:\n${written}`)))
  })
  return {
    url,
    child,
    output: () => written,
    async stop() {
      const began = Date.now()
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      const how = await exited
      await rm(data, { recursive: true, force: true })
      return { ...how, tookMs: Date.now() - began }
    },
  }
}

/** The whole of Parley as `npm start` runs it, after its set-up. */
export function startParley(environment: Readonly<Record<string, string>> = {}): Promise<Started> {
  return startProgram(['--import', 'tsx', 'edge/main.ts'], environment)
}

/** One function of the mesh as a process of its own. */
export function startFunction(name: 'transcribe' | 'translate' | 'captions', environment: Readonly<Record<string, string>>): Promise<Started> {
  return startProgram(['--import', 'tsx', 'functions/serve.ts', name], environment)
}
