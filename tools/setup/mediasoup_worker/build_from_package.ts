import { dirname, join } from 'node:path'
import { BUILD_NEEDS, ensureDebianPackages } from '../debian_packages.ts'
import { SetupError } from '../fail.mjs'
import { lastWords } from './build_context.ts'
import type { BuildContext, BuildOutcome } from './build_context.ts'
import { parseNinjaLine } from './ninja.ts'
import { prepareSources } from './prepare_sources.ts'
import { createVenv } from './venv.ts'

/** The versions that mediasoup 3.27.1 pins in its worker/tasks.py; Debian 12's meson is too old. */
const BUILD_TOOLS = ['meson==1.12.0', 'ninja==1.13.2']

/** Builds the worker from the sources inside the npm package against the system's libraries. Needs Debian's and Python's package servers only. */
export async function buildFromPackage(context: BuildContext): Promise<BuildOutcome> {
  const { packageFolder, scratch, environment, userId, progress, run, signal } = context
  try {
    await ensureDebianPackages(BUILD_NEEDS, { purpose: 'to build the mediasoup worker', userId, progress, run, signal })
  } catch (error) {
    if (error instanceof SetupError) return { reason: 'packages are missing', advice: error.message }
    throw error
  }
  const sources = join(scratch, 'sources')
  const build = join(scratch, 'build')
  await prepareSources(packageFolder, sources)

  const python = await createVenv(context)
  if (!python) return { reason: 'python3 cannot make a virtual environment' }
  const tools = await progress.step('Downloading the build tools meson and ninja', '2 MB, a few seconds', () =>
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...BUILD_TOOLS], { env: environment, signal }))
  if (tools.code !== 0) {
    return { reason: lastWords(tools), output: tools.output, advice: 'Parley could not download meson and ninja from the Python package index to build the mediasoup worker: check the network (or pip\'s settings) and start again.' }
  }

  const env = { ...environment, PATH: `${dirname(python)}:${environment.PATH ?? '/usr/bin:/bin'}` }
  const setup = await run('meson', ['setup', '--wrap-mode=nodownload', '--buildtype=release', '-Db_ndebug=true', build, sources], { env, signal })
  if (setup.code !== 0) return { reason: lastWords(setup), output: setup.output }
  const compile = await progress.step('Building the mediasoup worker', 'once for this machine, 4 to 6 minutes on 2 cores', (update) =>
    run('ninja', ['-C', build, 'mediasoup-worker'], { env, signal, onLine: (line) => {
      const state = parseNinjaLine(line)
      if (state) update(state.done, state.total, 'steps')
    } }))
  if (compile.code !== 0) return { reason: lastWords(compile), output: compile.output }

  const binary = join(scratch, 'mediasoup-worker')
  const strip = await run('strip', ['-o', binary, join(build, 'mediasoup-worker')], { signal })
  return strip.code === 0 ? { binary } : { reason: lastWords(strip), output: strip.output }
}
