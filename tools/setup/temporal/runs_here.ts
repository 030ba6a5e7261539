import { isExecutable } from '../../../infra/temporal/cli.ts'
import type { RunCommand } from '../run_command.mjs'

const CHECK_TIMEOUT_MS = 20_000

/** Whether this is Temporal's program, with a server in it, that runs on this system. */
export async function temporalRuns(binary: string, run: RunCommand): Promise<boolean> {
  if (!await isExecutable(binary)) return false
  const { code, output } = await run(binary, ['--version'], { timeoutMs: CHECK_TIMEOUT_MS })
  return code === 0 && /\(Server \d+\./.test(output)
}

/** @returns the path of the program that this system has, or null */
export async function temporalOnPath(run: RunCommand): Promise<string | null> {
  const { code, output } = await run('sh', ['-c', 'command -v temporal'])
  const found = output.trim()
  return code === 0 && found.startsWith('/') && await temporalRuns(found, run) ? found : null
}
