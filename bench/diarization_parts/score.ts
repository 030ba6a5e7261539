import { askPython, setUpPython } from '../_python.ts'

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
  const python = await setUpPython({ cacheFolder, folder: FOLDER, packages: PACKAGES, tell, notice: 'Setting up pyannote.metrics: about 400 MB, once' })
  return (recordings) => askPython(python, 'diarization_scores.py', recordings)
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
