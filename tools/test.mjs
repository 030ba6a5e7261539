#!/usr/bin/env node
// @ts-check
// npm test [-- PATTERN ...]: every *_test.ts whose path holds one of the patterns; all of them without any.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { ensureNpmPackages } from './setup/npm_packages.mjs'
import { runTool } from './setup/run_tool.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

await runTool(async ({ progress, signal, handOver }) => {
  await ensureNpmPackages({ root, progress, signal, environment: process.env })
  const { register } = await import('tsx/esm/api')
  register()
  const { prepareTests } = await import('./setup/prepare.ts')
  const { testRuns } = await import('./setup/test_files.ts')
  const runs = await testRuns(root, process.argv.slice(2))
  const environment = await prepareTests(process.env, { root, progress, signal })

  handOver()
  const child = spawn(process.execPath, ['--import', 'tsx', 'tools/setup/run_tests.ts', JSON.stringify(runs)], { cwd: root, env: environment, stdio: 'inherit' })
  // Ctrl-C reaches the child by itself; it must end before its parent does.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  const [code] = await once(child, 'exit')
  process.exitCode = code ?? 1
})
