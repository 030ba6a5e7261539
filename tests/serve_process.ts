import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../functions/serve.ts', import.meta.url))

/** For tests: starts `functions/serve.ts` in an environment of its own. `ready` resolves with its address. */
export function serve(args: readonly string[], environment: Record<string, string>) {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn('node', ['--import', 'tsx', script, ...args], {
    cwd: fileURLToPath(new URL('..', import.meta.url)), env: { PATH, HOME, PORT: '0', ...environment }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  child.stdout.setEncoding('utf8')
  child.stderr.setEncoding('utf8')
  child.stderr.on('data', (text: string) => output.push(text))
  const ready = new Promise<string>((resolve) => {
    child.stdout.on('data', (text: string) => {
      output.push(text)
      const url = /is ready at (\S+)/.exec(output.join(''))?.[1]
      if (url) resolve(url)
    })
  })
  const ended = once(child, 'close').then(([code, signal]) => ({ code: code as number | null, signal: signal as string | null }))
  return { child, output, ready, ended }
}
