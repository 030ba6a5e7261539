import { verbInputs } from '../../domain/signaling.ts'
import type { VerbHandler } from './verb.ts'

/** Stops forwarding what the client does not show, such as a tile out of sight. */
export const pauseConsumer: VerbHandler<'pauseConsumer'> = {
  input: verbInputs.pauseConsumer,
  async handle({ peer }, { consumerId }) {
    await peer.consumer(consumerId).pause()
    return {}
  },
}
