import { Worker } from 'node:worker_threads'
import type { TransferListItem } from 'node:worker_threads'
import { DomainError } from '../../domain/errors.ts'
import type { ErrorCode } from '../../domain/errors.ts'
import type { ThreadAnswer, ThreadRequest } from './serve_thread.ts'

export interface CallOptions {
  readonly signal?: AbortSignal
  readonly transfer?: readonly TransferListItem[]
}

/** A thread that has not ended itself by then is stopped, ms. */
const CLOSE_MS = 3_000

/** A worker thread that answers calls, one at a time, in order. */
export interface Thread {
  /** Throws what the thread threw (DomainErrors keep their code), `model-unavailable` when the thread has died. */
  call<T>(method: string, input: unknown, options?: CallOptions): Promise<T>
  readonly alive: boolean
  /** Fails what is under way (`model-unavailable`) and waits until the thread has ended. */
  close(): Promise<void>
}

interface Pending {
  resolve(value: unknown): void
  reject(error: unknown): void
}

/**
 * Starts a module that calls `serveThread` in a worker thread.
 * @param module file URL of the module
 * @param data handed to the thread's `create`
 * @param options.work what its processor time is counted as (infra/cpu); its name when left out
 */
export function startThread(module: URL, data: unknown, { name, work = name }: { readonly name: string; readonly work?: string }): Thread {
  const worker = new Worker(new URL('./thread_entry.mjs', import.meta.url), { workerData: { module: module.href, data, work }, name })
  const pending = new Map<number, Pending>()
  let nextId = 0
  let dead: DomainError | null = null

  const die = (cause: unknown) => {
    dead ??= new DomainError('model-unavailable', `The thread "${name}" has stopped`, { cause })
    for (const { reject } of pending.values()) reject(dead)
    pending.clear()
  }
  worker.on('error', die)
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      die(`exit code ${code}`)
      resolve()
    })
  })
  let waitingToSend: [ThreadRequest, readonly TransferListItem[]][] | null = []
  const send = (request: ThreadRequest, transfer: readonly TransferListItem[] = []) => {
    if (waitingToSend) waitingToSend.push([request, transfer])
    else worker.postMessage(request, transfer)
  }
  worker.on('message', (answer: ThreadAnswer) => {
    if ('ready' in answer) {
      const kept = waitingToSend ?? []
      waitingToSend = null
      for (const [request, transfer] of kept) send(request, transfer)
      return
    }
    const waiting = pending.get(answer.id)
    pending.delete(answer.id)
    if (answer.ok) waiting?.resolve(answer.value)
    else waiting?.reject(new DomainError(answer.code as ErrorCode, answer.message, { cause: answer.stack }))
  })

  return {
    get alive() {
      return dead === null
    },
    call<T>(method: string, input: unknown, { signal, transfer = [] }: CallOptions = {}) {
      return new Promise<T>((resolve, reject) => {
        if (dead) return reject(dead)
        if (signal?.aborted) return reject(signal.reason)
        const id = nextId++
        const onAbort = () => {
          pending.delete(id)
          send({ id, cancel: true })
          reject(signal!.reason)
        }
        const settle = <A>(then: (value: A) => void) => (value: A) => {
          signal?.removeEventListener('abort', onAbort)
          then(value)
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        pending.set(id, { resolve: settle(resolve as (value: unknown) => void), reject: settle(reject) })
        send({ id, method, input }, transfer)
      })
    },
    async close() {
      for (const id of pending.keys()) send({ id, cancel: true })
      die('closed')
      // Native code that is stopped within a run takes the whole process with it: the thread ends itself between two.
      send({ close: true })
      const overdue = setTimeout(() => void worker.terminate(), CLOSE_MS)
      await exited
      clearTimeout(overdue)
    },
  }
}
