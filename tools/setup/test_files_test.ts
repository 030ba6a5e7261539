import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { findTestFiles, nodeTestArguments } from './test_files.ts'

describe('test files', () => {
  let root: string
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'parley-test-files-'))
    const files = ['tests/e2e/meeting_test.ts', 'views/a_test.tsx', 'domain/a_test.ts', 'domain/a.ts', 'node_modules/b/b_test.ts', 'models/bundled/c_test.ts', 'domain/atest.ts']
    for (const file of files) {
      await mkdir(join(root, dirname(file)), { recursive: true })
      await writeFile(join(root, file), '')
    }
  })
  after(() => rm(root, { recursive: true }))

  it('are found wherever they stand, end-to-end ones last, but not in packages', async () => {
    assert.deepEqual(await findTestFiles(root, []), ['domain/a_test.ts', 'views/a_test.tsx', 'tests/e2e/meeting_test.ts'])
  })

  it('are chosen by any of the patterns', async () => {
    assert.deepEqual(await findTestFiles(root, ['views/', 'e2e']), ['views/a_test.tsx', 'tests/e2e/meeting_test.ts'])
    assert.deepEqual((await nodeTestArguments(root, ['domain/'])).slice(-1), ['domain/a_test.ts'])
  })

  it('are missed in a sentence', async () => {
    await assert.rejects(nodeTestArguments(root, ['nothing', 'nowhere']), { name: 'SetupError', message: 'No test file has "nothing" or "nowhere" in its path.' })
  })
})
