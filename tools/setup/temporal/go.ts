import { chmod, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CLI_VERSION } from '../../../infra/temporal/cli.ts'
import { ensureDebianPackages } from '../debian_packages.ts'
import { SetupError } from '../fail.mjs'
import { lastWords } from '../mediasoup_worker/build_context.ts'
import type { WayContext, Way } from './way.ts'

const MODULE = `github.com/temporalio/cli/cmd/temporal@v${CLI_VERSION}`
/** What the module asks for; from 1.21 on, go fetches a newer toolchain itself. */
const NEEDS_GO = 'go1.25.4'
const FETCHES_ITSELF = 21
/** Packages that are compiled. */
const PACKAGES = 1_290
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/** Builds the program from its module, with this system's Go or one that is fetched for it. */
export const buildWithGo: Way = async (context) => {
  const { scratch, environment, progress, run, signal } = context
  const env = {
    ...environment, CGO_ENABLED: '0', GOBIN: join(scratch, 'bin'), GOPATH: join(scratch, 'go'), GOMODCACHE: join(scratch, 'modules'),
    GOCACHE: join(scratch, 'cache'), GOFLAGS: `${environment.GOFLAGS ?? ''} -modcacherw`.trim(), GOTOOLCHAIN: 'auto',
  }
  const found = await findGo(context, env)
  if ('reason' in found) return found
  const args = ['install', '-x', '-ldflags=-s -w', MODULE]
  const result = await progress.step('Building Temporal', 'about 5 minutes and 5 GB for that long, once', (update) => {
    let compiled = 0
    const onLine = (line: string) => {
      if (line.includes('/compile -o ')) update(Math.min(++compiled, PACKAGES), PACKAGES, 'packages')
    }
    return run(found.go, args, { env: { ...env, ...found.env }, cwd: scratch, onLine, signal })
  })
  if (result.code === 0) return { binary: join(scratch, 'bin', 'temporal') }
  return { reason: `go install ended with "${lastWords(result)}"`, output: result.output }
}

type Go = { readonly go: string; readonly env?: Readonly<Record<string, string>> } | { readonly reason: string; readonly output?: string }

async function findGo(context: WayContext, env: Readonly<Record<string, string | undefined>>): Promise<Go> {
  const { progress, run, userId, signal, scratch } = context
  const minor = async () => {
    const { code, output } = await run('go', ['version'], { env, cwd: scratch, signal })
    return code === 0 ? Number(/go1\.(\d+)/.exec(output)?.[1] ?? 0) : null
  }
  let version = await minor()
  if (version === null) {
    try {
      await ensureDebianPackages([{ package: 'golang-go', commands: ['go'] }], { purpose: 'to build Temporal', progress, run, userId, signal })
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof SetupError)) throw error
      return { reason: `there is no Go to build it with: ${error.message}` }
    }
    version = await minor()
  }
  if (version === null) return { reason: 'there is no Go to build it with' }
  return version >= FETCHES_ITSELF ? { go: 'go' } : fetchToolchain(context, env)
}

/** An older Go cannot change itself, but it can fetch the newer one as the module that it is. */
async function fetchToolchain({ run, signal, scratch }: WayContext, env: Readonly<Record<string, string | undefined>>): Promise<Go> {
  const module = `golang.org/toolchain@v0.0.1-${NEEDS_GO}.${process.platform}-${ARCHITECTURES[process.arch] ?? process.arch}`
  const { code, output } = await run('go', ['mod', 'download', '-json', module], { env, cwd: scratch, signal })
  const folder = /"Dir": "([^"]+)"/.exec(output)?.[1]
  if (code !== 0 || !folder) return { reason: `this system's Go is too old and ${NEEDS_GO} cannot be fetched`, output }
  // Modules are kept without the right to run them.
  for (const part of ['bin', 'pkg/tool']) await letRun(join(folder, part))
  return { go: join(folder, 'bin', 'go'), env: { GOTOOLCHAIN: 'local' } }
}

async function letRun(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await letRun(path)
    else await chmod(path, 0o755)
  }
}
