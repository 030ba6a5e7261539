import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { runCommand } from './run_command.mjs'

/** A process that has ended may stay in the table, as a zombie, until somebody asks for its exit code. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return false
    throw error
  }
}

describe('runCommand', () => {
  it('gives the exit code and both outputs, line by line too', async () => {
    const lines: string[] = []
    const result = await runCommand('sh', ['-c', 'echo one; echo two >&2; exit 3'], { onLine: (line) => lines.push(line) })
    assert.equal(result.code, 3)
    assert.deepEqual(lines.sort(), ['one', 'two'])
    assert.deepEqual(result.output.trim().split('\n').sort(), ['one', 'two'])
  })

  it('answers 127 for a command that is not installed', async () => {
    assert.equal((await runCommand('parley-has-no-such-command', [])).code, 127)
  })

  it('ends a command that takes too long', async () => {
    assert.equal((await runCommand('sleep', ['600'], { timeoutMs: 1 })).code, null)
  })

  it('ends what a command started together with it when aborted', async () => {
    const controller = new AbortController()
    let grandchild = 0
    const running = runCommand('sh', ['-c', 'sleep 600 & echo $!; wait'], { signal: controller.signal, onLine: (line) => {
      grandchild = Number(line)
      controller.abort()
    } })
    await assert.rejects(running, { name: 'AbortError' })
    assert.ok(grandchild > 0)
    // It was told to end; a busy machine takes a moment over it.
    while (isRunning(grandchild)) await new Promise((resolve) => setTimeout(resolve, 10))
    await assert.rejects(runCommand('true', [], { signal: controller.signal }), { name: 'AbortError' })
  })
})
