import type { Progress } from '../progress.mjs'
import type { RunCommand, RunResult } from '../run_command.mjs'

/** What every way to get a worker is given. */
export interface BuildContext {
  /** The mediasoup package's folder. */
  readonly packageFolder: string
  /** An empty folder that is deleted afterwards. */
  readonly scratch: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly userId: number
  readonly progress: Progress
  readonly run: RunCommand
  readonly signal?: AbortSignal
}

/** The path of a binary, or why there is none; `advice` is what the user can do about it, in one sentence. */
export type BuildOutcome = { readonly binary: string } | { readonly reason: string; readonly advice?: string; readonly output?: string }

/** The last line of a failed command that says something. */
export function lastWords({ code, output }: RunResult): string {
  const lines = output.split('\n').map((line) => line.trim())
  return lines.findLast((line) => /error|fail|not found|no such/i.test(line)) ?? lines.findLast((line) => line !== '') ?? `exit code ${code}`
}
