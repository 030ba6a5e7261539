// @ts-check
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** How much of a command's output is kept, characters from its end. */
const KEPT_OUTPUT = 200_000
const KILL_AFTER_MS = 3_000

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] the whole environment
 * @property {AbortSignal} [signal] ends the command and all that it started
 * @property {number} [timeoutMs] ends it likewise; `code` is then null
 * @property {(line: string) => void} [onLine] each line of stdout and stderr
 *
 * @typedef {{ code: number | null, output: string }} RunResult `code` 127: no such command
 * @typedef {(command: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>} RunCommand
 */

/**
 * Runs a command to its end and keeps what it said. Rejects only when aborted, with the signal's reason.
 * @type {RunCommand}
 */
export function runCommand(command, args, { cwd, env = process.env, signal, timeoutMs, onLine = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    // Its own process group, so that compilers and downloads end together with the command that started them.
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        output = `${output}${line}\n`.slice(-KEPT_OUTPUT)
        onLine(line)
      })
    }

    /** @type {NodeJS.Timeout[]} */
    const timers = []
    const end = () => {
      killGroup(child.pid, 'SIGTERM')
      timers.push(setTimeout(() => killGroup(child.pid, 'SIGKILL'), KILL_AFTER_MS))
    }
    if (timeoutMs !== undefined) timers.push(setTimeout(end, timeoutMs))
    signal?.addEventListener('abort', end, { once: true })
    const settle = () => {
      for (const timer of timers) clearTimeout(timer)
      signal?.removeEventListener('abort', end)
    }

    child.on('error', (error) => {
      settle()
      const code = 'code' in error && error.code === 'ENOENT' ? 127 : 126
      resolve({ code, output: `${output}${error.message}\n` })
    })
    child.on('close', (code) => {
      settle()
      if (signal?.aborted) reject(signal.reason)
      else resolve({ code, output })
    })
  })
}

/** @type {(pid: number | undefined, signal: NodeJS.Signals) => void} */
function killGroup(pid, signal) {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
