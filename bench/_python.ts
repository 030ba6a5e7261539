import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export interface PythonOptions {
  readonly cacheFolder: string
  /** Its name counts up with the packages: another set is another folder. */
  readonly folder: string
  /** With their versions, as pip takes them. */
  readonly packages: readonly string[]
  /** What is said before they are fetched. */
  readonly notice: string
  readonly tell: (line: string) => void
}

/** Puts packages of PyPI under the cache, once: the folder has its name when all is there. @returns the path of their python */
export async function setUpPython({ cacheFolder, folder: name, packages, notice, tell }: PythonOptions): Promise<string> {
  const folder = join(cacheFolder, 'bench', name)
  const python = join(folder, 'bin', 'python')
  if (await access(python).then(() => true, () => false)) return python
  tell(notice)
  const scratch = `${folder}.new`
  await rm(scratch, { recursive: true, force: true })
  await mkdir(scratch, { recursive: true })
  const run = promisify(execFile)
  await run('python3', ['-m', 'venv', scratch])
  await run(join(scratch, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], { maxBuffer: 1 << 26 })
  await rename(scratch, folder)
  return python
}

/** Runs a script of `peers/` with a question as JSON on its standard input. @returns what it writes, read as JSON */
export async function askPython<T>(python: string, script: string, question: unknown): Promise<T> {
  const child = spawn(python, [fileURLToPath(new URL(`./peers/${script}`, import.meta.url))], { stdio: ['pipe', 'pipe', 'inherit'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = once(child, 'close')
  child.stdin.end(JSON.stringify(question))
  const [code] = await ended
  if (code !== 0) throw new Error(`Cannot score: python ended with ${code}`)
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as T
}
