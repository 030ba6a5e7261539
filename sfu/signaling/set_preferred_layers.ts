import { DomainError } from '../../domain/errors.ts'
import { verbInputs } from '../../domain/signaling.ts'
import type { VerbHandler } from './verb.ts'

/** The best layers to forward, of simulcast or SVC; nothing changes for other video. Throws `conflict` for audio. */
export const setPreferredLayers: VerbHandler<'setPreferredLayers'> = {
  input: verbInputs.setPreferredLayers,
  async handle({ peer }, { consumerId, ...layers }) {
    const consumer = peer.consumer(consumerId)
    if (consumer.kind !== 'video') {
      throw new DomainError('conflict', `Cannot set layers of consumer "${consumerId}": it is ${consumer.kind}`)
    }
    await consumer.setPreferredLayers(layers)
    return {}
  },
}
