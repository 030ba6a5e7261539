import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { arch, cpus, platform, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)

/** What a measurement was made on: goes with every line. */
export interface Setting {
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryGb: number; readonly platform: string }
  readonly versions: Readonly<Record<string, string>>
  readonly commit: string
}

/** @param packages npm packages whose installed versions matter to the figures */
export function readSetting(packages: readonly string[]): Setting {
  return {
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      platform: `${platform()}-${arch()}`,
    },
    versions: { node: process.version, ...Object.fromEntries(packages.map((name) => [name, installedVersion(name)])) },
    commit: readCommit(),
  }
}

/** One JSON line a case on standard output. */
export function report(bench: string, name: string, figures: Readonly<Record<string, unknown>>, setting: Setting): void {
  console.log(JSON.stringify({ bench, case: name, ...figures, ...setting }))
}

/** Nearest-rank percentile. `share` in (0, 1]; NaN for no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** To three significant digits, so that lines stay readable. */
export function round(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(3)) : value
}

function installedVersion(name: string): string {
  const root = fileURLToPath(new URL(`../node_modules/${name}/package.json`, import.meta.url))
  return (require(root) as { version: string }).version
}

function readCommit(): string {
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const git = (...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim()
  return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--untracked-files=no') ? '+changes' : ''}`
}
