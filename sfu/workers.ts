import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { createWorker, setLogEventListeners } from 'mediasoup'
import type { TransportListenInfo, WebRtcServer, Worker } from 'mediasoup/types'
import { DomainError } from '../domain/errors.ts'
import type { Clock } from '../infra/clock.ts'
import type { Log } from '../infra/log.ts'
import type { Load } from './load.ts'
import { requireRoom, watchLoad } from './load.ts'

/** Wait before a worker that could not be started is tried again; doubles up to the longest. */
const RETRY_MS = 200
const RETRY_LONGEST_MS = 10_000
/** A worker that has not ended by itself by then is killed. */
const KILL_MS = 2_000
/** Streams that one core forwards comfortably. */
const CONSUMERS_MAX = 400

export interface WorkersOptions {
  /** mediasoup workers; default one a core. */
  readonly count?: number
  /** The worker's binary; default what the mediasoup package came with. */
  readonly workerBin?: string
  /** The address that media sockets bind to. */
  readonly listenAddress?: string
  /** The address that browsers are told instead, where the bound one is not theirs to reach. */
  readonly announcedAddress?: string
  /** Each worker takes one UDP and one TCP port of this range. */
  readonly portMin: number
  readonly portMax: number
  /** Streams that one worker forwards before newcomers are refused. */
  readonly consumersMax?: number
  readonly clock: Clock
  readonly log: Log
}

/** A worker with the sockets that all its transports share. */
export interface MediaWorker {
  readonly worker: Worker
  readonly webRtcServer: WebRtcServer
  readonly load: Load
  /** Throws DomainError `unavailable`, with when to try again, while it forwards as many streams as it may. */
  requireRoom(action: string): void
}

/** One mediasoup worker a core. A worker that dies is replaced; its routers report `workerclose` to their rooms. */
export class Workers {
  readonly #options: WorkersOptions
  readonly #alive: MediaWorker[] = []
  readonly #starting = new Set<Promise<void>>()
  readonly #retries = new Set<() => void>()
  #closed = false

  private constructor(options: WorkersOptions) {
    this.#options = options
  }

  /** Throws DomainError `unavailable` when a worker does not start. */
  static async create(options: WorkersOptions): Promise<Workers> {
    forwardLog(options.log)
    const workers = new Workers(options)
    const count = options.count ?? availableParallelism()
    const started = await Promise.allSettled(Array.from({ length: count }, () => workers.#start()))
    const failed = started.find((result) => result.status === 'rejected')
    if (failed) {
      await workers.close()
      throw failed.reason
    }
    return workers
  }

  /** Process ids of the workers that run. */
  get pids(): number[] {
    return this.#alive.map(({ worker }) => worker.pid)
  }

  /** What each worker does now. */
  get loads(): Load[] {
    return this.#alive.map(({ load }) => ({ ...load }))
  }

  /** The worker with the least to do: fewest consumers, then fewest rooms. Throws DomainError `unavailable`, also when that one is full. */
  place(): MediaWorker {
    const [best] = this.#alive.toSorted((a, b) =>
      a.load.consumers - b.load.consumers || a.load.routers - b.load.routers
    )
    if (!best) throw new DomainError('unavailable', 'Cannot place a room: no media worker is running')
    best.requireRoom('open a room')
    return best
  }

  /** Ends every worker and waits until its process is gone. */
  async close(): Promise<void> {
    this.#closed = true
    for (const cancel of this.#retries) cancel()
    await Promise.all(this.#starting)
    await Promise.all(this.#alive.splice(0).map(({ worker }) => this.#end(worker)))
  }

  async #start(): Promise<void> {
    const { workerBin, log } = this.#options
    let worker: Worker
    try {
      worker = await createWorker({ workerBin, logLevel: 'warn' })
    } catch (cause) {
      throw new DomainError(
        'unavailable',
        `Cannot start a media worker${workerBin ? ` from ${workerBin}` : ''}: ${(cause as Error).message}`,
        { cause },
      )
    }
    try {
      const webRtcServer = await worker.createWebRtcServer({ listenInfos: this.#listenInfos() })
      if (this.#closed) return await this.#end(worker)
      const load = watchLoad(worker)
      const { consumersMax = CONSUMERS_MAX } = this.#options
      this.#adopt({ worker, webRtcServer, load, requireRoom: (action) => requireRoom(load, { consumersMax, action }) })
    } catch (cause) {
      await this.#end(worker)
      const { listenAddress, portMin, portMax } = this.#options
      throw new DomainError(
        'unavailable',
        `Cannot open media ports ${portMin} to ${portMax} on ${listenAddress}: ${(cause as Error).message}`,
        { cause },
      )
    }
    log.info('worker.started', { pid: worker.pid })
  }

  #adopt(mediaWorker: MediaWorker): void {
    const { worker } = mediaWorker
    this.#alive.push(mediaWorker)
    worker.once('died', (error) => {
      this.#alive.splice(this.#alive.indexOf(mediaWorker), 1)
      this.#options.log.error('worker.died', { pid: worker.pid, error, ...mediaWorker.load })
      this.#replace(RETRY_MS)
    })
  }

  #replace(retryMs: number): void {
    if (this.#closed) return
    const { clock, log } = this.#options
    const starting = this.#start().catch((error: unknown) => {
      if (this.#closed) return
      log.error('worker.not-replaced', { error, retryMs })
      const cancel = clock.after(retryMs, () => {
        this.#retries.delete(cancel)
        this.#replace(Math.min(retryMs * 2, RETRY_LONGEST_MS))
      })
      this.#retries.add(cancel)
    }).finally(() => this.#starting.delete(starting))
    this.#starting.add(starting)
  }

  async #end(worker: Worker): Promise<void> {
    if (worker.subprocessClosed) return
    const gone = once(worker, 'subprocessclose')
    const cancel = this.#options.clock.after(KILL_MS, () => process.kill(worker.pid, 'SIGKILL'))
    worker.close()
    await gone
    cancel()
  }

  /** UDP first: TCP is for networks that let nothing else through. */
  #listenInfos(): TransportListenInfo[] {
    const { listenAddress: ip = '127.0.0.1', announcedAddress, portMin: min, portMax: max } = this.#options
    return (['udp', 'tcp'] as const).map((protocol) => ({ protocol, ip, announcedAddress, portRange: { min, max } }))
  }
}

/** mediasoup has one log a process; what it calls an error is often a client's mistake, or told by an event as well. */
function forwardLog(log: Log): void {
  setLogEventListeners({
    onwarn: (part, message) => log.debug('mediasoup.warning', { part, message }),
    onerror: (part, message, error) => log.warn('mediasoup.error', { part, message, error }),
  })
}
