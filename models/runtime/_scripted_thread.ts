import { workerData } from 'node:worker_threads'
import { DomainError } from '../../domain/errors.ts'
import { serveThread } from './serve_thread.ts'

// A thread for the tests of the runtime.
await serveThread(async (data: { broken?: boolean }) => {
  if (data.broken) throw new Error('no weights')
  const met: (() => void)[] = []
  return {
    // Answers once so many callers are here at once.
    meet: (count: number) => new Promise<number>((resolve) => {
      met.push(() => resolve(count))
      if (met.length === count) for (const answer of met.splice(0)) answer()
    }),
    echo: async (input: unknown) => input,
    refuse: async () => {
      throw new DomainError('invalid-audio', 'Not audio')
    },
    // Nothing inside such a thread can end it.
    hang: async () => {
      for (;;);
    },
    wait: (_: null, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  }
}, { atOnce: workerData.data.atOnce })
