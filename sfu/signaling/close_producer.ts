import { verbInputs } from '../../domain/signaling.ts'
import type { VerbHandler } from './verb.ts'

export const closeProducer: VerbHandler<'closeProducer'> = {
  input: verbInputs.closeProducer,
  handle({ peer }, { producerId }) {
    peer.producer(producerId).close()
    return {}
  },
}
