import { SetupError } from './fail.mjs'
import type { Progress } from './progress.mjs'
import type { RunCommand } from './run_command.mjs'

/** A Debian package, and how to see that what it brings is there, wherever it came from. */
export interface Need {
  readonly package: string
  /** Any one of these commands. */
  readonly commands?: readonly string[]
  /** A pkg-config module with its version, such as `openssl >= 3`. */
  readonly pkgConfig?: string
  /** A module of python3. */
  readonly pythonModule?: string
}

export interface DebianOptions {
  /** What the packages are for, such as `to build the mediasoup worker`. */
  readonly purpose: string
  readonly progress: Progress
  readonly run: RunCommand
  /** Of this process; 0 is root. */
  readonly userId: number
  readonly signal?: AbortSignal
}

/** What meson, and the stubs that stand in for mediasoup's own downloads, compile against. */
export const BUILD_NEEDS: readonly Need[] = [
  { package: 'g++', commands: ['g++'] },
  { package: 'pkg-config', commands: ['pkg-config'] },
  { package: 'python3-venv', pythonModule: 'ensurepip' },
  { package: 'libuv1-dev', pkgConfig: 'libuv >= 1.44' },
  { package: 'libssl-dev', pkgConfig: 'openssl >= 3' },
  { package: 'libsrtp2-dev', pkgConfig: 'libsrtp2 >= 2.5' },
  { package: 'libabsl-dev', pkgConfig: 'absl_strings absl_optional absl_memory' },
  { package: 'libflatbuffers-dev', pkgConfig: 'flatbuffers' },
  { package: 'flatbuffers-compiler', commands: ['flatc'] },
]

/** What tests and benches drive the product with; the product itself needs none of it. */
export const TEST_NEEDS: readonly Need[] = [
  { package: 'chromium', commands: ['chromium', 'google-chrome', 'google-chrome-stable'] },
  { package: 'espeak-ng', commands: ['espeak-ng'] },
  { package: 'sox', commands: ['sox'] },
  { package: 'ffmpeg', commands: ['ffmpeg'] },
  { package: 'redis-server', commands: ['redis-server'] },
]

/** @returns the packages whose goods are not on this machine */
export async function missingPackages(needs: readonly Need[], run: RunCommand): Promise<string[]> {
  const missing: string[] = []
  for (const need of needs) if (!(await isMet(need, run))) missing.push(need.package)
  return missing
}

/** The line that a person types. */
export function installLine(packages: readonly string[]): string {
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`
}

/**
 * Installs the packages that are missing; none missing, no apt call.
 * Throws a SetupError with the exact command when this user may not install, and on any other system than Debian's kind.
 */
export async function ensureDebianPackages(needs: readonly Need[], { purpose, progress, run, userId, signal }: DebianOptions): Promise<void> {
  const missing = await missingPackages(needs, run)
  if (missing.length === 0) return
  if (!(await succeeds(run, 'apt-get', ['--version']))) {
    throw new SetupError(`Parley needs what Debian calls ${missing.join(', ')} ${purpose}: install them with your system's package tool and start again.`)
  }
  const sentence = `Parley needs packages ${purpose} and may not install them itself: run "${installLine(missing)}" and start again.`
  if (userId !== 0 && !(await succeeds(run, 'sudo', ['-n', 'true']))) throw new SetupError(sentence)

  const asRoot = (args: readonly string[]): [string, readonly string[]] =>
    userId === 0 ? ['env', ['DEBIAN_FRONTEND=noninteractive', ...args]] : ['sudo', ['-n', 'env', 'DEBIAN_FRONTEND=noninteractive', ...args]]
  await progress.step(`Installing ${missing.join(', ')} ${purpose}`, 'Debian packages, about a minute', async (update) => {
    const onLine = (line: string) => {
      const percent = parseAptStatus(line)
      if (percent !== null) update(percent, 100, '%')
    }
    const options = ['-q', '-o', 'DPkg::Lock::Timeout=120', '-o', 'APT::Status-Fd=1']
    const refresh = await run(...asRoot(['apt-get', ...options, 'update']), { signal })
    const install = await run(...asRoot(['apt-get', ...options, 'install', '-y', '--no-install-recommends', ...missing]), { signal, onLine })
    if (install.code === 0) return
    const output = `${refresh.output}\n${install.output}`
    const offline = /Temporary failure resolving|Could not resolve|Could not connect|Unable to connect|Network is unreachable/.test(output)
    const reason = offline ? 'its servers cannot be reached' : output.match(/^E: (.*)$/m)?.[1] ?? `apt-get ended with ${install.code}`
    throw new SetupError(`Installing Debian packages ${purpose} failed (${reason}): check the network, or run "${installLine(missing)}" yourself, and start again.`)
  })
}

/** @returns percent of a line that apt writes to its status channel, over download (first half) and unpacking (second); null for others */
export function parseAptStatus(line: string): number | null {
  const [, kind, percent] = /^(dlstatus|pmstatus):[^:]*:([\d.]+):/.exec(line) ?? []
  if (!kind) return null
  return Number(percent) / 2 + (kind === 'pmstatus' ? 50 : 0)
}

async function isMet({ commands, pkgConfig, pythonModule }: Need, run: RunCommand): Promise<boolean> {
  for (const command of commands ?? []) if (await succeeds(run, 'sh', ['-c', 'command -v "$1"', 'sh', command])) return true
  if (pkgConfig) return succeeds(run, 'pkg-config', ['--exists', pkgConfig])
  if (pythonModule) return succeeds(run, 'python3', ['-c', `import ${pythonModule}`])
  return false
}

async function succeeds(run: RunCommand, command: string, args: readonly string[]): Promise<boolean> {
  return (await run(command, args)).code === 0
}
