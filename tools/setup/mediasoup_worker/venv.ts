import { join } from 'node:path'
import type { BuildContext } from './build_context.ts'

/** Makes a throw-away Python environment with pip. @returns its python, or null where python3 cannot make one */
export async function createVenv({ scratch, run, signal }: Pick<BuildContext, 'scratch' | 'run' | 'signal'>): Promise<string | null> {
  const folder = join(scratch, 'venv')
  const { code } = await run('python3', ['-m', 'venv', folder], { signal })
  return code === 0 ? join(folder, 'bin', 'python') : null
}
