#!/usr/bin/env node
// @ts-check
// npm run models -- list | pull ID... | verify [ID...] | remove ID...: what models there are, and which are on this machine.
import { fileURLToPath } from 'node:url'
import { ensureNpmPackages } from './setup/npm_packages.mjs'
import { runTool } from './setup/run_tool.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

await runTool(async ({ progress, signal }) => {
  await ensureNpmPackages({ root, progress, signal, environment: process.env })
  const { register } = await import('tsx/esm/api')
  register()
  const { runModels } = await import('./models/run_models.ts')
  await runModels(process.argv.slice(2), {
    environment: process.env, signal, write: (line) => void process.stdout.write(`${line}\n`),
    tell: (text) => void process.stderr.write(text), columns: process.stderr.isTTY ? process.stderr.columns : undefined,
  })
})
