#!/usr/bin/env node
// @ts-check
// npm run db:generate -- NAME [--custom]: writes the migration from the last one's tables to those of infra/db/schema; --custom writes an empty one.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { SetupError } from './setup/fail.mjs'
import { ensureNpmPackages } from './setup/npm_packages.mjs'
import { runTool } from './setup/run_tool.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

await runTool(async ({ progress, signal, handOver }) => {
  const [name = '', ...options] = process.argv.slice(2)
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new SetupError('Give the migration a name of small letters, digits and _: npm run db:generate -- room_colour')
  await ensureNpmPackages({ root, progress, signal, environment: process.env })
  handOver()
  const { status } = spawnSync(process.execPath, [
    'node_modules/drizzle-kit/bin.cjs', 'generate', '--dialect', 'postgresql', '--schema', 'infra/db/schema/mod.ts', '--out', 'infra/db/migrations', '--name', name, ...options,
  ], { cwd: root, stdio: 'inherit' })
  process.exitCode = status ?? 1
})
