import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { it } from 'node:test'

it('the README explains every variable of the configuration, and no other', async () => {
  const config = await readFile(new URL('../infra/config.ts', import.meta.url), 'utf8')
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const known = [...config.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map((match) => match[1]!)
  const rows = readme.split('\n').filter((line) => /^\| `[A-Z]/.test(line)).map((line) => line.split('|')[1]!)
  const explained = rows.flatMap((row) => [...row.matchAll(/`([A-Z_]+)`/g)].map((match) => match[1]!))
  assert.ok(known.includes('PORT'))
  assert.deepEqual(explained.sort(), known.sort())
})
