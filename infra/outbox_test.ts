import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { silentLog } from './log.ts'
import { openOutbox } from './outbox.ts'

const options = (folder: string) => ({ folder, log: silentLog, now: Date.now })

async function inFolder(run: (folder: string) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-outbox-'))
  try {
    await run(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function all(outbox: { take(max: number): Promise<{ items: readonly number[]; settle(): Promise<void> }> }) {
  const seen: number[] = []
  for (;;) {
    const { items, settle } = await outbox.take(7)
    if (items.length === 0) return seen
    seen.push(...items)
    await settle()
  }
}

test('items come out in the order in which they went in, whatever comes in between', () => inFolder(async (folder) => {
  const outbox = await openOutbox<number>(options(folder))
  await Promise.all(Array.from({ length: 50 }, (_, at) => outbox.append(at)))
  assert.equal(outbox.pending, 50)
  const first = await outbox.take(20)
  await Promise.all([outbox.append(50), first.settle(), outbox.append(51)])
  assert.deepEqual([...first.items, ...await all(outbox)], Array.from({ length: 52 }, (_, at) => at))
  await outbox.append(52)
  assert.deepEqual(await all(outbox), [52])
  assert.equal(outbox.pending, 0)
  await outbox.close()
  assert.deepEqual(await readdir(folder), [])
}))

test('what was taken and not settled comes again; what was settled does not', () => inFolder(async (folder) => {
  const outbox = await openOutbox<string>(options(folder))
  for (const item of ['a', 'ü\u2028', 'x'.repeat(700_000)]) await outbox.append(item)
  assert.deepEqual((await outbox.take(1)).items, ['a'])
  await (await outbox.take(1)).settle()
  const second = await outbox.take(9)
  assert.deepEqual(second.items, ['ü\u2028'])
  await second.settle()
  assert.equal((await outbox.take(9)).items[0]!.length, 700_000)
  await outbox.close()
}))

test('what a process left that was killed is taken over, and a line that its end cut in two is not', () => inFolder(async (folder) => {
  const script = `
    const { openOutbox } = await import(${JSON.stringify(new URL('./outbox.ts', import.meta.url).href)})
    const log = { info() {}, warn() {}, error() {} }
    const outbox = await openOutbox({ folder: ${JSON.stringify(folder)}, log, now: Date.now })
    for (const item of [1, 2, 3]) await outbox.append(item)
    process.send('appended')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  await once(child, 'message')
  const living = await openOutbox<number>(options(folder))
  assert.equal(living.pending, 0, 'a living process keeps its own')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const left = (await readdir(folder)).find((name) => name.includes(`.${child.pid}.`))!
  await appendFile(join(folder, left), '{"cut')
  const outbox = await openOutbox<number>(options(folder))
  assert.deepEqual(await all(outbox), [1, 2, 3])
  await outbox.close()
  await living.close()
  assert.deepEqual(await readdir(folder), [])
}))

test('a folder that cannot be made is said at once', () => inFolder(async (folder) => {
  await appendFile(join(folder, 'file'), '')
  await assert.rejects(openOutbox(options(join(folder, 'file'))), /EEXIST|ENOTDIR/)
}))
