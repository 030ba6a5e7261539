// Node's worker threads know no TypeScript: load the reader of it first, then the module. Deno needs no help.
import { workerData } from 'node:worker_threads'

if (!('Deno' in globalThis)) (await import('tsx/esm/api')).register()
await import(workerData.module)
