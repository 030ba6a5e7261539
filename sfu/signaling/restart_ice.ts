import { verbInputs } from '../../domain/signaling.ts'
import type { VerbHandler } from './verb.ts'

/** New ICE credentials for a transport whose network has changed. */
export const restartIce: VerbHandler<'restartIce'> = {
  input: verbInputs.restartIce,
  handle: async ({ peer }, { transportId }) => ({ iceParameters: await peer.restartIce(transportId) }),
}
