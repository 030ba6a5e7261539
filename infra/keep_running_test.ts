import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { createFakeClock } from './fake_clock.ts'
import { isAlive } from './is_alive.ts'
import { keepRunning } from './keep_running.ts'
import { silentLog } from './log.ts'
import { systemClock } from './clock.ts'

const SLEEPER = `process.on('SIGTERM', () => { console.log('asked'); process.exit(0) }); console.log(process.pid); setInterval(() => {}, 1000)`
const STUBBORN = `process.on('SIGTERM', () => console.log('asked')); console.log(process.pid); setInterval(() => {}, 1000)`

/** Lines as they come. */
function heard() {
  const lines: string[] = []
  let tell = () => {}
  return {
    onLine(line: string) {
      lines.push(line)
      tell()
    },
    async next(): Promise<string> {
      while (lines.length === 0) await new Promise<void>((resolve) => (tell = resolve))
      return lines.shift()!
    },
  }
}

const node = (script: string) => ({ name: 'test', command: process.execPath, args: ['-e', script], env: {} })
const gone = async (pid: number) => {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('keepRunning', () => {
  it('starts a program again that was killed', async () => {
    const { onLine, next } = heard()
    const clock = createFakeClock()
    const program = keepRunning({ ...node(SLEEPER), onLine }, { clock, log: silentLog })
    const first = Number(await next())
    process.kill(first, 'SIGKILL')
    while (program.running) await new Promise((resolve) => setTimeout(resolve, 5))
    clock.advance(1_000)
    const second = Number(await next())
    assert.notEqual(second, first)
    await program.close()
    await gone(second)
    assert.equal(program.running, false)
  })

  it('asks it to end, once', async () => {
    const { onLine, next } = heard()
    const program = keepRunning({ ...node(SLEEPER), onLine }, { clock: systemClock, log: silentLog })
    const pid = Number(await next())
    await Promise.all([program.close(), program.close()])
    assert.equal(await next(), 'asked')
    await gone(pid)
  })

  it('ends it by force when it does not listen', async () => {
    const { onLine, next } = heard()
    const clock = createFakeClock()
    const program = keepRunning({ ...node(STUBBORN), onLine }, { clock, log: silentLog })
    const pid = Number(await next())
    const closed = program.close()
    assert.equal(await next(), 'asked')
    clock.advance(4_000)
    await closed
    await gone(pid)
  })

  it('leaves nothing behind when this process is killed itself', async () => {
    const script = `
      import { keepRunning } from ${JSON.stringify(new URL('keep_running.ts', import.meta.url).href)}
      const clock = { now: Date.now, after: () => () => {} }
      keepRunning({ name: 'test', command: process.execPath, args: ['-e', ${JSON.stringify(SLEEPER)}], env: {} }, { clock, log: { warn() {} } })`
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(createInterface({ input: parent.stdout }), 'line') as [string]
    parent.kill('SIGKILL')
    await gone(Number(line))
  })
})
