// Preloaded into the server that is measured: every thread says each half minute what its heap holds, on standard error.
import { isMainThread, threadId } from 'node:worker_threads'
import process from 'node:process'

const EVERY_MS = 30_000
const tell = () => {
  const { rss, heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage()
  process.stderr.write(`${JSON.stringify({ bench: 'memory', atMs: Date.now(), threadId, rss: isMainThread ? rss : 0, heapUsed, heapTotal, external, arrayBuffers })}\n`)
}
setInterval(tell, EVERY_MS).unref()
