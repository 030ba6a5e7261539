// @ts-check
import { createProgress } from './progress.mjs'
import { describeFailure } from './fail.mjs'
import { requireNode } from './node_version.mjs'

/**
 * @typedef {object} ToolContext
 * @property {import('./progress.mjs').Progress} progress
 * @property {AbortSignal} signal aborts on Ctrl-C or SIGTERM, until `handOver`
 * @property {() => void} handOver from here on, what was started handles the signals
 */

/**
 * The frame of a command: checks Node, turns signals into an abort, and a failure into one line on stderr and exit code 1.
 * @param {(context: ToolContext) => Promise<void>} work
 */
export async function runTool(work) {
  const controller = new AbortController()
  /** @type {Array<[NodeJS.Signals, number]>} */
  const signals = [['SIGINT', 130], ['SIGTERM', 143]]
  const handlers = signals.map(([name, code]) => {
    const handler = () => {
      process.exitCode = code
      controller.abort()
    }
    process.on(name, handler)
    return () => process.off(name, handler)
  })
  const progress = createProgress({ write: (text) => process.stderr.write(text), columns: process.stderr.isTTY ? process.stderr.columns : undefined })
  try {
    requireNode(process.versions.node)
    await work({ progress, signal: controller.signal, handOver: () => handlers.forEach((remove) => remove()) })
  } catch (error) {
    if (controller.signal.aborted) process.exit()
    process.stderr.write(`${describeFailure(error)}\n`)
    process.exit(1)
  }
}
