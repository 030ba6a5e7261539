import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { findTestFiles, LONGEST, testRuns } from './test_files.ts'

describe('test files', () => {
  let root: string
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'parley-test-files-'))
    const files = [
      'tests/e2e/account_test.ts', 'tests/e2e/chat_test.ts', 'tests/e2e/meeting_test.ts', 'tests/typecheck_test.ts', 'tests/deno_test.ts', 'edge/a_test.ts', 'views/a_test.tsx', 'domain/a_test.ts',
      'domain/a.ts', 'node_modules/b/b_test.ts',
      'models/bundled/c_test.ts', 'domain/atest.ts',
    ]
    for (const file of files) {
      await mkdir(join(root, dirname(file)), { recursive: true })
      await writeFile(join(root, file), '')
    }
  })
  after(() => rm(root, { recursive: true }))

  it('are found wherever they stand, but not in packages', async () => {
    assert.deepEqual(await findTestFiles(root, []), [
      'domain/a_test.ts', 'edge/a_test.ts', 'tests/deno_test.ts', 'tests/e2e/account_test.ts', 'tests/e2e/chat_test.ts', 'tests/e2e/meeting_test.ts', 'tests/typecheck_test.ts', 'views/a_test.tsx',
    ])
  })

  it('run without a browser first, three at a time, and then with one, two at a time, the longest first', async () => {
    assert.deepEqual(await testRuns(root, []), [
      { atOnce: 3, files: ['tests/deno_test.ts', 'domain/a_test.ts', 'edge/a_test.ts', 'tests/typecheck_test.ts', 'views/a_test.tsx'] },
      { atOnce: 2, files: ['tests/e2e/meeting_test.ts', 'tests/e2e/account_test.ts', 'tests/e2e/chat_test.ts'] },
    ])
  })

  it('that are named as the longest exist, and each file runs once', async () => {
    const project = fileURLToPath(new URL('../../', import.meta.url))
    const files = (await testRuns(project, [])).flatMap((run) => run.files)
    assert.deepEqual(LONGEST.filter((file) => !files.includes(file)), [])
    assert.equal(files.length, (await findTestFiles(project, [])).length)
    assert.equal(new Set(files).size, files.length)
  })

  it('are chosen by any of the patterns', async () => {
    assert.deepEqual(await findTestFiles(root, ['views/', 'e2e/m']), ['tests/e2e/meeting_test.ts', 'views/a_test.tsx'])
    assert.deepEqual(await testRuns(root, ['domain/']), [{ atOnce: 3, files: ['domain/a_test.ts'] }])
  })

  it('are missed in a sentence', async () => {
    await assert.rejects(testRuns(root, ['nothing', 'nowhere']), { name: 'SetupError', message: 'No test file has "nothing" or "nowhere" in its path.' })
  })
})
