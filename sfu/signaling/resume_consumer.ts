import { verbInputs } from '../../domain/signaling.ts'
import type { VerbHandler } from './verb.ts'

/** Starts forwarding; a video consumer asks its producer for a key frame. */
export const resumeConsumer: VerbHandler<'resumeConsumer'> = {
  input: verbInputs.resumeConsumer,
  async handle({ peer }, { consumerId }) {
    await peer.consumer(consumerId).resume()
    return {}
  },
}
