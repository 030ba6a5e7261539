import { verbInputs } from '../../domain/signaling.ts'
import type { VerbHandler } from './verb.ts'

/** One a direction. After the answer for `receive`, a `newConsumer` follows for each producer of the room. */
export const createTransport: VerbHandler<'createTransport'> = {
  input: verbInputs.createTransport,
  async handle({ room, peer }, { direction }) {
    const { id, iceParameters, iceCandidates, dtlsParameters } = await room.createTransport(peer, direction)
    return { transportId: id, iceParameters, iceCandidates, dtlsParameters }
  },
}
