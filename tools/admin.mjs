#!/usr/bin/env node
// @ts-check
// npm run admin -- tier EMAIL TIER | admin EMAIL | accounts [WORDS]: changes accounts in the database that the environment names.
import { fileURLToPath } from 'node:url'
import { ensureNpmPackages } from './setup/npm_packages.mjs'
import { runTool } from './setup/run_tool.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

await runTool(async ({ progress, signal }) => {
  await ensureNpmPackages({ root, progress, signal, environment: process.env })
  const { register } = await import('tsx/esm/api')
  register()
  const { runAdmin } = await import('./admin/run_admin.ts')
  await runAdmin(process.argv.slice(2), { environment: process.env, write: (line) => void process.stdout.write(`${line}\n`) })
})
