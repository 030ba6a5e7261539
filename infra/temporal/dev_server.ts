import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { withDeadline } from '../deadline.ts'
import { keepRunning } from '../keep_running.ts'
import type { Log } from '../log.ts'
import type { TemporalAddress } from './open_temporal.ts'
import { ATTRIBUTE_NAMES } from './search_attributes.ts'

const HOST = '127.0.0.1'
/** Where Temporal's users look for it. */
const PORT = 7233
const UI_PORT = 8233
/** Between two questions whether it answers yet, and how long it may think about one. */
const ASK_AGAIN_MS = 500
const ANSWER_MS = 2_000

/** What is urgent goes first; and one server needs no partitions, so that jobs come in the order of their line. */
export const DEV_SETTINGS: readonly string[] = ['matching.useNewMatcher=true', 'matching.numTaskqueueReadPartitions=1', 'matching.numTaskqueueWritePartitions=1']
  .flatMap((setting) => ['--dynamic-config-value', setting])

/** A Temporal with its pages, as a child of this process. */
export interface DevServer {
  readonly at: TemporalAddress
  /** Its pages: for this machine alone, since they ask nobody who they are. */
  readonly uiUrl: string
  close(): Promise<void>
}

export interface DevServerOptions {
  /** The `temporal` program. */
  readonly bin: string
  /** `PARLEY_DATA`: its database lies there, so that jobs go on after a restart. */
  readonly folder: string
  readonly namespace: string
  readonly port?: number
  readonly uiPort?: number
  readonly clock: Clock
  readonly log: Log
}

/**
 * Starts it at the usual ports, or at free ones where those are taken, and keeps it running there. It takes calls a second or two later,
 * which `temporal-started` says in the log.
 */
export async function openDevServer({ bin, folder, namespace, port = PORT, uiPort = UI_PORT, clock, log }: DevServerOptions): Promise<DevServer> {
  await mkdir(folder, { recursive: true })
  const [own, ui] = [await freePort(port), await freePort(uiPort)]
  const said: string[] = []
  const program = keepRunning({
    name: 'temporal',
    command: bin,
    args: [
      'server', 'start-dev', '--ip', HOST, '--port', String(own), '--ui-port', String(ui), '--namespace', namespace,
      '--db-filename', join(folder, 'temporal.db'), '--log-level', 'error', '--log-format', 'json',
      ...DEV_SETTINGS,
      ...ATTRIBUTE_NAMES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ],
    env: { HOME: folder, TEMPORAL_DISABLE_UPDATE_CHECK: '1' },
    onLine(line) {
      said.push(line)
      if (said.length > 20) said.shift()
      if (/error/i.test(line)) log.warn('temporal-server', { line: line.slice(0, 500) })
    },
  }, { clock, log })
  const uiUrl = `http://localhost:${ui}`
  // Its pages hand this on to what takes the calls.
  const stopAsking = whenAnswers(`http://${HOST}:${ui}/api/v1/namespaces/${encodeURIComponent(namespace)}`, clock, () =>
    log.info('temporal-started', { address: `${HOST}:${own}`, ui: uiUrl, ...(own === port && ui === uiPort ? {} : { usualPortsTaken: true }) }))
  return {
    at: { address: `${HOST}:${own}`, namespace },
    uiUrl,
    close() {
      stopAsking()
      return program.close()
    },
  }
}

/** Calls `run` once, when the address answers that all is well. @returns the way to call it off */
function whenAnswers(url: string, clock: Clock, run: () => void): () => void {
  const calledOff = new AbortController()
  let cancel = () => {}
  const look = async (signal: AbortSignal) => {
    const { ok, body } = await fetch(url, { signal })
    await body?.cancel()
    return ok
  }
  const ask = async () => {
    const answered = await withDeadline(ANSWER_MS, [calledOff.signal], look).catch(() => false)
    if (calledOff.signal.aborted) return
    if (answered) run()
    else cancel = clock.after(ASK_AGAIN_MS, () => void ask())
  }
  void ask()
  return () => {
    calledOff.abort()
    cancel()
  }
}

/** @returns the port, or another one where somebody has it */
async function freePort(port: number): Promise<number> {
  const probe = createServer()
  const listening = (wanted: number) => new Promise<number>((resolve, reject) => {
    probe.once('error', reject)
    probe.listen(wanted, HOST, () => resolve((probe.address() as AddressInfo).port))
  })
  const found = await listening(port).catch(() => null)
  if (found === null) {
    probe.removeAllListeners('error')
    return freePort(0)
  }
  await new Promise((resolve) => probe.close(resolve))
  return found
}
