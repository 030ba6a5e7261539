import process from 'node:process'
import { parentPort, workerData } from 'node:worker_threads'
import { DomainError } from '../../domain/errors.ts'

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
 * The thread's side of `startThread`: builds the methods once, then answers calls one at a time, in order.
 * It ends itself when it is closed, after the call at work.
 * A call that is cancelled while it waits is not run; one at work sees its signal abort.
 */
export async function serveThread<D>(create: (data: D) => Promise<ThreadMethods>): Promise<void> {
  const port = parentPort
  if (!port) throw new Error('serveThread runs in a worker thread only')
  const controllers = new Map<number, AbortController>()
  const methods = create(workerData.data as D)
  let tail: Promise<unknown> = Promise.resolve()

  port.on('message', (request: ThreadRequest) => {
    if ('close' in request) return void tail.then(() => settled(methods)).then(() => process.exit(0))
    if (request.cancel) return controllers.get(request.id)?.abort()
    const controller = new AbortController()
    controllers.set(request.id, controller)
    tail = tail.then(async () => {
      const answer = await run(await settled(methods), request, controller.signal)
      controllers.delete(request.id)
      if (!controller.signal.aborted) port.postMessage(answer)
    })
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
