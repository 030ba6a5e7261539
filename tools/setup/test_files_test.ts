import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { findTestFiles, testRuns } from './test_files.ts'

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

  it('are found wherever they stand, but not in packages', async () => {
    assert.deepEqual(await findTestFiles(root, []), ['domain/a_test.ts', 'tests/e2e/meeting_test.ts', 'views/a_test.tsx'])
  })

  it('run without a browser first, three at a time, and then with one, two at a time', async () => {
    assert.deepEqual(await testRuns(root, []), [{ atOnce: 3, files: ['domain/a_test.ts', 'views/a_test.tsx'] }, { atOnce: 2, files: ['tests/e2e/meeting_test.ts'] }])
  })

  it('are chosen by any of the patterns', async () => {
    assert.deepEqual(await findTestFiles(root, ['views/', 'e2e']), ['tests/e2e/meeting_test.ts', 'views/a_test.tsx'])
    assert.deepEqual(await testRuns(root, ['domain/']), [{ atOnce: 3, files: ['domain/a_test.ts'] }])
  })

  it('are missed in a sentence', async () => {
    await assert.rejects(testRuns(root, ['nothing', 'nowhere']), { name: 'SetupError', message: 'No test file has "nothing" or "nowhere" in its path.' })
  })
})
