import assert from 'node:assert/strict'
import { access } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { test } from 'node:test'
import { documentName, documentRefusalSchema } from '../../domain/document.ts'
import { hostileFiles } from './hostile.ts'
import { messagesFor } from '../../views/mod.ts'
import { extractDocument } from '../../functions/documents/extract/extract.ts'

/** As many as the machine has cores for, and one that waits. */
const AT_ONCE = 3
/** For what may be too slow: shorter than the product's own, so that those that would go on for ever do not take the suite's time. Good files have the product's. */
const DEADLINE_MS = 6_000
const LONGEST_MS = 20_000
const MOST_BYTES = 500 * 1_024 * 1_024

test('two hundred hostile files: each is read or refused with a reason, within 20 s and 500 MB, and nothing else suffers', { timeout: 600_000 }, async (t) => {
  const files = hostileFiles()
  assert.equal(files.length, 200)
  const words = (['en', 'pt', 'vi'] as const).map((locale) => messagesFor(locale).documents.refusal)
  const delay = monitorEventLoopDelay()
  delay.enable()
  const waiting = [...files.entries()]
  const wrong: string[] = []
  const counts = new Map<string, number>()
  let [largest, longest] = [0, 0]
  const work = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const [index, { name, bytes, expect }] = one
      const what = `file ${index}, ${JSON.stringify(name.slice(0, 60))}`
      const began = performance.now()
      let most = 0
      const found = await extractDocument(bytes, { ...(expect !== 'read' && { deadlineMs: DEADLINE_MS }), onMemory: (used) => void (most = Math.max(most, used)) })
      const tookMs = performance.now() - began
      if (tookMs >= LONGEST_MS) wrong.push(`${what} took ${Math.round(tookMs)} ms`)
      if (most >= MOST_BYTES) wrong.push(`${what} took ${most} bytes`)
      largest = Math.max(largest, most)
      longest = Math.max(longest, tookMs)
      if (found.ok) {
        counts.set('read', (counts.get('read') ?? 0) + 1)
        if (expect !== undefined && expect !== 'read') wrong.push(`${what} was read, and should be ${expect.join(' or ')}`)
        const said = JSON.stringify(found.pages)
        if (said.includes('root:') || !/[\p{L}\p{N}]/u.test(said)) wrong.push(`${what} says ${said.slice(0, 80)}`)
        continue
      }
      assert.ok(documentRefusalSchema.safeParse(found.refusal).success)
      for (const language of words) assert.ok(language[found.refusal].length > 5, `${found.refusal} has no words`)
      counts.set(found.refusal, (counts.get(found.refusal) ?? 0) + 1)
      if (found.refusal === 'too-slow' && expect !== 'read') continue
      if (expect === 'read' || (expect !== undefined && !expect.includes(found.refusal))) wrong.push(`${what} is ${found.refusal}, and should be ${expect === 'read' ? 'read' : expect.join(' or ')}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  delay.disable()
  t.diagnostic(JSON.stringify({ ...Object.fromEntries(counts), largestMb: Math.round(largest / 2 ** 20), longestMs: Math.round(longest), stoodStillMs: Math.round(delay.max / 1e6) }))
  assert.deepEqual(wrong, [])
  assert.ok((counts.get('read') ?? 0) >= 40, 'good files among them are read')
  assert.ok(delay.max < 5e9, `this process stood still for ${delay.max / 1e6} ms`)
  for (const path of ['/tmp/climbed', '/etc/climbed']) await assert.rejects(access(path))
})

test('names of files lose what hides or turns them, and every path', () => {
  for (const { name } of hostileFiles()) {
    const shown = documentName(name)
    if (shown === null) continue
    assert.match(shown, /^[^/\\\u0000-\u001f\u202a-\u202e\u2066-\u2069]{1,200}$/u)
  }
  assert.deepEqual(['../../x.pdf', 'a\u202efdp.exe', '..', '', ' \u200b '].map(documentName), ['x.pdf', 'afdp.exe', null, null, null])
})
