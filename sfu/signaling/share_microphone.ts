import { DomainError } from '../../domain/errors.ts'
import { verbInputs } from '../../domain/signaling.ts'
import type { VerbHandler } from './verb.ts'

/** Says whether several people speak at one's microphone: they are told apart where the plan of the room's owner includes it. */
export const shareMicrophone: VerbHandler<'shareMicrophone'> = {
  input: verbInputs.shareMicrophone,
  async handle({ peer, shareMicrophone: share }, { shared }) {
    if (!share) throw new DomainError('unavailable', 'Cannot share the microphone: this server does not tell people apart')
    const { roomId, peerId } = peer.participant
    return { shared: (await share({ roomId, peerId, shared })).sharesMicrophone === true }
  },
}
