import type { Progress } from '../progress.mjs'
import type { RunCommand } from '../run_command.mjs'

export interface TemporalSetup {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly progress: Progress
  readonly signal?: AbortSignal
  readonly run?: RunCommand
  /** Of this process; 0 is root. */
  readonly userId?: number
  readonly fetch?: typeof globalThis.fetch
}

/** What every way to get a program is given; `scratch` is an empty folder that is deleted afterwards. */
export type WayContext = Required<Omit<TemporalSetup, 'signal'>> & Pick<TemporalSetup, 'signal'> & { readonly scratch: string }
/** A program, with its whole folder if it needs what lies beside it; or why there is none. */
export type Outcome = { readonly binary: string; readonly withFolder?: boolean } | { readonly reason: string; readonly output?: string }
export type Way = (context: WayContext) => Promise<Outcome>
