import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { TemporalAddress } from '../infra/temporal/open_temporal.ts'
import { WORKFLOWS } from './bundle.ts'

/** A worker of both lanes in a process of its own, one activity at a time on each. */
export interface WorkerProcess {
  /** Resolves with the next line that an activity writes with `console.log`. */
  said(line: string): Promise<void>
  /** Ends it as the kernel does when memory runs out. */
  kill9(): Promise<void>
}

export interface WorkerProcessOptions {
  readonly at: TemporalAddress
  /** A module that exports `activities`. */
  readonly activitiesPath: string
  readonly workflowsPath?: string
}

/** Starts one and waits until it takes work. Kill it in the end, too. */
export async function startWorkerProcess({ at, activitiesPath, workflowsPath = WORKFLOWS }: WorkerProcessOptions): Promise<WorkerProcess> {
  const script = fileURLToPath(new URL('testing_worker.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, at.address, at.namespace, workflowsPath, activitiesPath], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const waiting = new Map<string, () => void>()
  const gone = once(child, 'exit')
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    waiting.get(line)?.()
  })
  const said = async (line: string) => {
    if (lines.includes(line)) return
    const heard = new Promise<void>((resolve) => waiting.set(line, resolve))
    await Promise.race([heard, gone.then(() => Promise.reject(new Error(`The worker ended before it said "${line}"; it said ${JSON.stringify(lines)}`)))])
  }
  const endWithTest = () => child.kill('SIGKILL')
  process.once('exit', endWithTest)
  await said('ready')
  return {
    said,
    async kill9() {
      child.kill('SIGKILL')
      await gone
      process.off('exit', endWithTest)
    },
  }
}
