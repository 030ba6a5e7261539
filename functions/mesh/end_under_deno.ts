import process from 'node:process'

/**
 * Under `deno serve`, SIGTERM does not end a process whose worker threads are alive (seen with Deno 2.9.6): closes the
 * models, then exits. Under Node functions/serve.ts does that after the calls under way; there this does nothing.
 */
export function endUnderDeno(close: () => Promise<void>): void {
  if (!('Deno' in globalThis)) return
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void close().finally(() => process.exit(0)))
  }
}
