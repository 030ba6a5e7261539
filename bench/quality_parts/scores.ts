import { askPython, setUpPython } from '../_python.ts'
import type { LagInstance } from './lag.ts'

const PACKAGES = ['jiwer==4.0.0', 'whisper-normalizer==0.1.15', 'sacrebleu==2.6.0', 'OmniSTEval==0.1.10'] as const
/** Counts up with PACKAGES: another set is another folder. */
const FOLDER = 'quality-1'

export interface WordScore {
  readonly wer: number
  readonly substitutions: number
  readonly deletions: number
  readonly insertions: number
  readonly words: number
  /** Of each text. */
  readonly each: readonly number[]
}
export interface TranslationScore {
  readonly bleu: number
  readonly bleuSignature: string
  /** sacrebleu's own name: chrF2. */
  readonly chrf2: number
  readonly chrf2Signature: string
}
export interface LagScore {
  readonly longYaalMs: number
  readonly laalMs: number
}
export interface Texts {
  readonly references: readonly string[]
  readonly hypotheses: readonly string[]
}
type Versions = { readonly versions: Readonly<Record<string, string>> }

/** The field's own libraries: jiwer with Whisper's normaliser, sacrebleu, OmniSTEval. */
export interface Scores {
  words(texts: Texts & { readonly language: string }): Promise<WordScore & Versions>
  translation(texts: Texts): Promise<TranslationScore & Versions>
  lag(instances: readonly LagInstance[]): Promise<LagScore & Versions>
}

/** Puts the libraries under the cache, once. */
export async function setUpScores(cacheFolder: string, tell: (line: string) => void): Promise<Scores> {
  const python = await setUpPython({
    cacheFolder, folder: FOLDER, packages: PACKAGES, tell, notice: 'Setting up jiwer, Whisper’s normaliser, sacrebleu and OmniSTEval: about 100 MB, once',
  })
  const ask = <T>(question: unknown) => askPython<T>(python, 'quality_scores.py', question)
  return {
    words: (texts) => ask({ task: 'words', ...texts }),
    translation: (texts) => ask({ task: 'translation', ...texts }),
    lag: (instances) => ask({ task: 'lag', instances }),
  }
}
