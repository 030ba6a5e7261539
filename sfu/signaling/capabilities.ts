import { verbInputs } from '../../domain/signaling.ts'
import type { VerbHandler } from './verb.ts'

/** What the room can carry: the client's device is loaded with it. */
export const capabilities: VerbHandler<'capabilities'> = {
  input: verbInputs.capabilities,
  handle: ({ room }) => ({ rtpCapabilities: room.router.rtpCapabilities }),
}
