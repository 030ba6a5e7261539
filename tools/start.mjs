#!/usr/bin/env node
// @ts-check
// npm start [-- --lan]: from a bare clone to a running server, in this one process.
import { fileURLToPath } from 'node:url'
import { SetupError } from './setup/fail.mjs'
import { ensureNpmPackages } from './setup/npm_packages.mjs'
import { runTool } from './setup/run_tool.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

await runTool(async ({ progress, signal, handOver }) => {
  const given = process.argv.slice(2)
  const unknown = given.find((argument) => argument !== '--lan')
  if (unknown !== undefined) throw new SetupError(`npm start does not know "${unknown}": it takes only --lan, as in "npm start -- --lan".`)
  const environment = given.includes('--lan') ? { ...process.env, PARLEY_LAN: '1' } : process.env

  await ensureNpmPackages({ root, progress, signal, environment })
  const { register } = await import('tsx/esm/api')
  register()
  const { prepareServer } = await import('./setup/prepare.ts')
  const ready = await prepareServer(environment, { root, progress, signal })
  const { main } = await import('../edge/main.ts')
  handOver()
  await main(ready)
})
