import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const PACKAGES = ['pyannote.metrics==4.2.0', 'pyannote.core==6.1.0'] as const
/** Counts up with PACKAGES: another set is another folder. */
const FOLDER = 'diarization-1'

/** Seconds. */
export interface ErrorParts {
  readonly total: number
  readonly missed: number
  readonly falseAlarm: number
  readonly confusion: number
}

export interface Recording {
  /** Paths of RTTM files. */
  readonly reference: string
  readonly hypothesis: string
  readonly seconds: number
}

export type ScoreTurns = (recordings: readonly Recording[]) => Promise<{ each: ErrorParts[]; versions: Record<string, string> }>

/** pyannote.metrics, put under the cache once. */
export async function setUpScores(cacheFolder: string, tell: (line: string) => void): Promise<ScoreTurns> {
  const folder = join(cacheFolder, 'bench', FOLDER)
  const python = join(folder, 'bin', 'python')
  if (!(await access(python).then(() => true, () => false))) {
    tell('Setting up pyannote.metrics: about 400 MB, once')
    const scratch = `${folder}.new`
    await rm(scratch, { recursive: true, force: true })
    await mkdir(scratch, { recursive: true })
    const run = promisify(execFile)
    await run('python3', ['-m', 'venv', scratch])
    await run(join(scratch, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES], { maxBuffer: 1 << 26 })
    await rename(scratch, folder)
  }
  return async (recordings) => {
    const child = spawn(python, [fileURLToPath(new URL('../peers/diarization_scores.py', import.meta.url))], { stdio: ['pipe', 'pipe', 'inherit'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    const ended = once(child, 'close')
    child.stdin.end(JSON.stringify(recordings))
    const [code] = await ended
    if (code !== 0) throw new Error(`Cannot score: python ended with ${code}`)
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as { each: ErrorParts[]; versions: Record<string, string> }
  }
}

/** Sums, and the rate in per cent of the speech. */
export function sumErrors(each: readonly ErrorParts[]): { derPercent: number; missedPercent: number; falseAlarmPercent: number; confusionPercent: number } {
  const sum = (part: keyof ErrorParts) => each.reduce((total, one) => total + one[part], 0)
  const percent = (seconds: number) => Math.round((1_000 * seconds) / sum('total')) / 10
  return {
    derPercent: percent(sum('missed') + sum('falseAlarm') + sum('confusion')),
    missedPercent: percent(sum('missed')), falseAlarmPercent: percent(sum('falseAlarm')), confusionPercent: percent(sum('confusion')),
  }
}
