import { verbInputs } from '../../domain/signaling.ts'
import type { VerbHandler } from './verb.ts'

/** Leaves for good: the others are told without waiting for a reconnect. */
export const leave: VerbHandler<'leave'> = {
  input: verbInputs.leave,
  handle(context) {
    context.leave()
    return {}
  },
}
