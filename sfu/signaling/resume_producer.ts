import { verbInputs } from '../../domain/signaling.ts'
import type { VerbHandler } from './verb.ts'

export const resumeProducer: VerbHandler<'resumeProducer'> = {
  input: verbInputs.resumeProducer,
  async handle({ peer }, { producerId }) {
    await peer.producer(producerId).resume()
    return {}
  },
}
