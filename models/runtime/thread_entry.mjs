// Node's worker threads know no TypeScript: load the reader of it first, then the module. Deno needs none.
import { workerData } from 'node:worker_threads'

if ('Deno' in globalThis) {
  // Deno gives a thread the `location` of a page without an origin, which transformers.js takes for a base of addresses.
  Reflect.deleteProperty(globalThis, 'location')
} else {
  const { register } = await import('tsx/esm/api')
  register()
}
await import(workerData.module)
