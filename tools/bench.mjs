#!/usr/bin/env node
// @ts-check
// npm run bench -- NAME ... [--audio DIR]: prepares the machine as for the tests and hands over to bench/main.ts.
import { fileURLToPath } from 'node:url'
import { ensureNpmPackages } from './setup/npm_packages.mjs'
import { runTool } from './setup/run_tool.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

await runTool(async ({ progress, signal, handOver }) => {
  await ensureNpmPackages({ root, progress, signal, environment: process.env })
  const { register } = await import('tsx/esm/api')
  register()
  const { prepareTests } = await import('./setup/prepare.ts')
  const environment = await prepareTests(process.env, { root, progress, signal })
  const { main } = await import('../bench/main.ts')
  handOver()
  await main(process.argv.slice(2), environment)
})
