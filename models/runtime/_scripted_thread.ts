import { DomainError } from '../../domain/errors.ts'
import { serveThread } from './serve_thread.ts'

// A thread for the tests of the runtime.
await serveThread(async (data: { broken?: boolean }) => {
  if (data.broken) throw new Error('no weights')
  return {
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
})
