import { z } from 'zod'
import { receiveCapabilities } from './rtp_schemas.ts'
import type { VerbHandler } from './verb.ts'

const input = z.object({ rtpCapabilities: receiveCapabilities })

/** Makes the peer known to the others and answers who they are. */
export const join: VerbHandler<'join', z.infer<typeof input>> = {
  input,
  handle: ({ room, peer }, { rtpCapabilities }) => ({ peers: room.join(peer, rtpCapabilities) }),
}
