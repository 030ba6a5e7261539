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
  const { nodeTestRuns } = await import('./setup/test_files.ts')
  const runs = await nodeTestRuns(root, process.argv.slice(2))
  const environment = await prepareTests(process.env, { root, progress, signal })

  handOver()
  // Ctrl-C reaches the child by itself; it must end before its parent does.
  let stopped = false
  process.on('SIGINT', () => (stopped = true))
  for (const args of runs) {
    const child = spawn(process.execPath, args, { cwd: root, env: environment, stdio: 'inherit' })
    const stop = () => {
      stopped = true
      child.kill('SIGTERM')
    }
    process.on('SIGTERM', stop)
    const [code] = await once(child, 'exit')
    process.off('SIGTERM', stop)
    if (code !== 0) process.exitCode = code ?? 1
    if (stopped) break
  }
})
