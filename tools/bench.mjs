#!/usr/bin/env node
// @ts-check
// npm run bench -- NAME ... [--option ...]: prepares the machine as for the tests, then runs bench/NAME.ts one after the other.
import { fileURLToPath } from 'node:url'
import { ensureNpmPackages } from './setup/npm_packages.mjs'
import { runTool } from './setup/run_tool.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

await runTool(async ({ progress, signal, handOver }) => {
  await ensureNpmPackages({ root, progress, signal, environment: process.env })
  const { register } = await import('tsx/esm/api')
  register()
  const { readBenchOrder } = await import('./setup/bench_names.ts')
  const { names, options } = await readBenchOrder(root, process.argv.slice(2))
  const { prepareTests } = await import('./setup/prepare.ts')
  Object.assign(process.env, await prepareTests(process.env, { root, progress, signal }))
  handOver()
  for (const name of names) {
    const { run } = await import(`../bench/${name}.ts`)
    await run([...options])
  }
})
