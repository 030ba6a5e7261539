import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Clock } from './clock.ts'
import { hasCode } from './has_code.ts'
import type { Log } from './log.ts'

/** Between a program's end and its next start: doubled each time, until it has run for a while. */
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000
const STEADY_MS = 30_000
const KILL_AFTER_MS = 4_000

/**
 * Runs the program given as arguments and ends it when standard input ends, which it does at once when our process dies, however it dies:
 * nothing is left behind to hold ports and files of the next start.
 */
const GUARD = `exec 3<&0
"$@" 3<&- </dev/null & child=$!
trap 'kill -TERM $child 2>/dev/null' TERM
{ read -r _ <&3; kill -TERM $child; sleep 4; kill -KILL $child; } >/dev/null 2>&1 & guard=$!
exec 3<&-
wait $child; code=$?
while kill -0 $child 2>/dev/null; do wait $child; code=$?; done
kill $guard 2>/dev/null
exit $code`

export interface Program {
  /** What it is called in the log. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  /** Lines of both its outputs; without it they go to ours. */
  readonly onLine?: (line: string) => void
}

export interface RunningProgram {
  /** Whether it runs at this moment. */
  readonly running: boolean
  /** Ends it, after four seconds by force. Idempotent. */
  close(): Promise<void>
}

/** Keeps a program running: started again when it ends by itself, ended together with this process. */
export function keepRunning(program: Program, { clock, log }: { clock: Clock; log: Log }): RunningProgram {
  const { name } = program
  let child: ChildProcess | null = null
  let waitMs = FIRST_WAIT_MS
  let cancelRestart = () => {}
  let closing: Promise<void> | null = null
  let gone = Promise.resolve()

  const start = () => {
    const began = clock.now()
    const started = launch(program)
    child = started
    gone = new Promise((resolve) => {
      const ended = (fields: object) => {
        if (child !== started) return
        child = null
        // The guard itself may have been killed, and not what it guards.
        killGroup(started.pid, 'SIGKILL')
        resolve()
        if (closing) return
        waitMs = clock.now() - began > STEADY_MS ? FIRST_WAIT_MS : Math.min(waitMs * 2, LONGEST_WAIT_MS)
        log.warn('program-ended', { program: name, ...fields, againInMs: waitMs })
        cancelRestart = clock.after(waitMs, start)
      }
      started.once('exit', (code, signal) => ended({ code, signal }))
      started.once('error', (error) => ended({ error }))
    })
  }
  start()
  return {
    get running() {
      return child !== null
    },
    close() {
      closing ??= (async () => {
        cancelRestart()
        if (!child) return
        const { pid } = child
        // To the guard alone, which passes it on once: a second one would end most programs on the spot.
        child.kill('SIGTERM')
        const cancel = clock.after(KILL_AFTER_MS, () => killGroup(pid, 'SIGKILL'))
        await gone
        cancel()
      })()
      return closing
    },
  }
}

function launch({ command, args, env, cwd, onLine }: Program): ChildProcess {
  // A group of its own: Ctrl-C is ours to pass on, in our order.
  const child = spawn('/bin/sh', ['-c', GUARD, 'sh', command, ...args], { cwd, env, detached: true, stdio: ['pipe', onLine ? 'pipe' : 'inherit', onLine ? 'pipe' : 'inherit'] })
  child.stdin?.on('error', () => {})
  for (const stream of [child.stdout, child.stderr]) if (stream && onLine) createInterface({ input: stream }).on('line', onLine)
  return child
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error
  }
}
