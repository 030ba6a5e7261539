import process from 'node:process'
import { parentPort, threadId, workerData } from 'node:worker_threads'
import { DomainError } from '../../domain/errors.ts'
import { nameThread } from '../../infra/cpu/thread_cpu.ts'

export type ThreadRequest =
  | { readonly id: number; readonly method: string; readonly input: unknown; readonly cancel?: undefined }
  | { readonly id: number; readonly cancel: true }
  | { readonly close: true; readonly cancel?: undefined }

export type ThreadAnswer =
  /** It listens from now on: what was sent before would be lost under Deno. */
  | { readonly ready: true }
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly code: string; readonly message: string; readonly stack: string | undefined }

export type ThreadMethods = Record<string, (input: never, context: { signal: AbortSignal }) => Promise<unknown>>

/**
 * The thread's side of `startThread`: builds the methods once, then answers calls in order, `atOnce` at a time.
 * It ends itself when it is closed, after the calls before.
 * A call that is cancelled while it waits is not run; one at work sees its signal abort.
 */
export async function serveThread<D>(create: (data: D) => Promise<ThreadMethods>, { atOnce = 1 }: { readonly atOnce?: number } = {}): Promise<void> {
  const port = parentPort
  if (!port) throw new Error('serveThread runs in a worker thread only')
  // Before a model is loaded, whose threads take the name over.
  nameThread(String(workerData.work), threadId)
  const controllers = new Map<number, AbortController>()
  const methods = create(workerData.data as D)
  const waiting: Extract<ThreadRequest, { method: string }>[] = []
  let [atWork, closed] = [0, false]

  const next = () => {
    if (closed && atWork === 0 && waiting.length === 0) return void settled(methods).then(() => process.exit(0))
    const request = atWork < atOnce ? waiting.shift() : undefined
    if (!request) return
    atWork++
    const { id } = request
    const { signal } = controllers.get(id)!
    void settled(methods).then((ready) => run(ready, request, signal)).then((answer) => {
      controllers.delete(id)
      if (!signal.aborted) port.postMessage(answer)
      atWork--
      next()
    })
  }

  port.on('message', (request: ThreadRequest) => {
    if ('close' in request) {
      closed = true
    } else if (request.cancel) {
      return controllers.get(request.id)?.abort()
    } else {
      controllers.set(request.id, new AbortController())
      waiting.push(request)
    }
    next()
  })
  port.postMessage({ ready: true } satisfies ThreadAnswer)
  await settled(methods)
}

/** A failed set-up is every call's failure, told to the caller rather than thrown in the thread. */
async function settled(methods: Promise<ThreadMethods>): Promise<ThreadMethods | Error> {
  return methods.catch((error: Error) => error)
}

async function run(methods: ThreadMethods | Error, { id, method, input }: Extract<ThreadRequest, { method: string }>, signal: AbortSignal): Promise<ThreadAnswer> {
  try {
    signal.throwIfAborted()
    if (methods instanceof Error) throw new DomainError('model-unavailable', `The model could not be loaded: ${methods.message}`, { cause: methods })
    const handler = methods[method]
    if (!handler) throw new DomainError('internal', `The thread has no method "${method}"`)
    return { id, ok: true, value: await handler(input as never, { signal }) }
  } catch (error) {
    const code = error instanceof DomainError ? error.code : 'internal'
    return { id, ok: false, code, message: error instanceof Error ? error.message : String(error), stack: error instanceof Error ? error.stack : undefined }
  }
}
