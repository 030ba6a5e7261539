import { verbInputs } from '../../domain/signaling.ts'
import type { VerbHandler } from './verb.ts'

/** Mutes: nothing of the producer is forwarded, nor tapped. */
export const pauseProducer: VerbHandler<'pauseProducer'> = {
  input: verbInputs.pauseProducer,
  async handle({ peer }, { producerId }) {
    await peer.producer(producerId).pause()
    return {}
  },
}
