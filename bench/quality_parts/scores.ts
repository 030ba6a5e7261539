import { spawn, execFile } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
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
  const folder = join(cacheFolder, 'bench', FOLDER)
  const python = join(folder, 'bin', 'python')
  if (!(await access(python).then(() => true, () => false))) {
    tell('Setting up jiwer, Whisper’s normaliser, sacrebleu and OmniSTEval: about 100 MB, once')
    const scratch = `${folder}.new`
    await rm(scratch, { recursive: true, force: true })
    await mkdir(scratch, { recursive: true })
    const run = promisify(execFile)
    await run('python3', ['-m', 'venv', scratch])
    await run(join(scratch, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES], { maxBuffer: 1 << 26 })
    await rename(scratch, folder)
  }
  return {
    words: (texts) => ask(python, { task: 'words', ...texts }),
    translation: (texts) => ask(python, { task: 'translation', ...texts }),
    lag: (instances) => ask(python, { task: 'lag', instances }),
  }
}

async function ask<T>(python: string, question: unknown): Promise<T> {
  const child = spawn(python, [fileURLToPath(new URL('../peers/quality_scores.py', import.meta.url))], { stdio: ['pipe', 'pipe', 'inherit'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = once(child, 'close')
  child.stdin.end(JSON.stringify(question))
  const [code] = await ended
  if (code !== 0) throw new Error(`Cannot score: python ended with ${code}`)
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as T
}
