import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readBenchOrder } from './bench_names.ts'

describe('readBenchOrder', () => {
  let root: string
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'parley-bench-names-'))
    await mkdir(join(root, 'bench/captions_parts'), { recursive: true })
    for (const file of ['captions.ts', 'transcribe.ts', 'captions_test.ts', '_report.ts']) await writeFile(join(root, 'bench', file), '')
  })
  after(() => rm(root, { recursive: true }))

  it('reads names, then options', async () => {
    assert.deepEqual(await readBenchOrder(root, ['captions', 'transcribe', '--audio', 'x']), { names: ['captions', 'transcribe'], options: ['--audio', 'x'] })
    assert.deepEqual(await readBenchOrder(root, ['captions']), { names: ['captions'], options: [] })
  })

  it('lists what there is, for none and for one that is not there', async () => {
    await assert.rejects(readBenchOrder(root, []), { name: 'SetupError', message: 'Say which bench to run: captions, transcribe, as in "npm run bench -- captions".' })
    await assert.rejects(readBenchOrder(root, ['--audio', 'x']), /^SetupError: Say which/)
    await assert.rejects(readBenchOrder(root, ['../evil']), /There is no bench "\.\.\/evil": captions, transcribe/)
  })
})
