import type { RunCommand } from './run_command.mjs'

/** What a scripted command answers: success and nothing to say unless told otherwise. */
export interface Answer {
  readonly code?: number
  readonly output?: string
}

/**
 * A command runner for tests: answers by the first pattern that fits "command arg arg", and keeps what it was asked.
 * Commands that no pattern fits are not installed.
 */
export function scriptedCommands(answers: readonly (readonly [RegExp, Answer])[]): { run: RunCommand; asked: string[] } {
  const asked: string[] = []
  const run: RunCommand = async (command, args, { onLine } = {}) => {
    const line = [command, ...args].join(' ')
    asked.push(line)
    const answer = answers.find(([pattern]) => pattern.test(line))?.[1]
    if (!answer) return { code: 127, output: `${command}: not found\n` }
    const { code = 0, output = '' } = answer
    for (const text of output.split('\n')) onLine?.(text)
    return { code, output }
  }
  return { run, asked }
}
