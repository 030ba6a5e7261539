import { z } from 'zod'
import { verbInputs } from '../../domain/signaling.ts'
import { dtlsParameters } from './rtp_schemas.ts'
import type { VerbHandler } from './verb.ts'

const input = verbInputs.connectTransport.extend({ dtlsParameters })

/** Tells the client's certificate, once a transport. */
export const connectTransport: VerbHandler<'connectTransport', z.infer<typeof input>> = {
  input,
  async handle({ peer }, { transportId, dtlsParameters }) {
    await peer.connectTransport(transportId, dtlsParameters)
    return {}
  },
}
