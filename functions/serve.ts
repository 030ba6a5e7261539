import process from 'node:process'
import { serve } from '@hono/node-server'
import { readConfig } from '../infra/config.ts'
import type { Served } from './mesh/serve_alone.ts'

/** Functions that can be a process of their own, with their main.ts. */
const FUNCTIONS: Readonly<Record<string, () => Promise<{ default: Served; close(): Promise<void> }>>> = {
  transcribe: () => import('./transcribe/main.ts'),
  translate: () => import('./translate/main.ts'),
  speak: () => import('./speak/main.ts'),
  captions: () => import('./captions/main.ts'),
}
/** Calls under way get this long after SIGTERM, ms; the process is gone within 5 s. */
const DRAIN_MS = 3_500

const name = process.argv[2] ?? ''
const load = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
if (!load) {
  console.error(`Usage: node --import tsx functions/serve.ts ${Object.keys(FUNCTIONS).join('|')}`)
  process.exit(2)
}

const { HOST, PORT } = readConfig()
const { default: app, close } = await load().catch((error: Error) => {
  console.error(`Cannot start the function "${name}": ${error.message}`)
  return process.exit(1)
})
const server = serve({ fetch: (request) => app.fetch(request), port: PORT, hostname: HOST }, ({ port }) => {
  console.log(`Parley ${name} is ready at http://${HOST}:${port}`)
})
server.on('error', (error: NodeJS.ErrnoException) => {
  const taken = error.code === 'EADDRINUSE' ? `port ${PORT} on ${HOST} is taken, set PORT to another` : error.message
  console.error(`Cannot serve the function "${name}": ${taken}`)
  process.exit(1)
})

let ending = false
const end = () => {
  if (ending) return
  ending = true
  // A second signal, or a call that does not end, does not keep the process.
  const overdue = setTimeout(() => process.exit(1), DRAIN_MS)
  server.close(() => {
    void close().then(() => {
      clearTimeout(overdue)
      process.exit(0)
    })
  })
  if ('closeIdleConnections' in server) server.closeIdleConnections()
}
process.on('SIGTERM', end)
process.on('SIGINT', end)
