import { z } from 'zod'
import type { MediaSource } from '../../domain/signaling.ts'
import { verbInputs } from '../../domain/signaling.ts'
import { sendParameters } from './rtp_schemas.ts'
import type { VerbHandler } from './verb.ts'

const KIND_OF: Readonly<Record<MediaSource, 'audio' | 'video'>> = {
  microphone: 'audio',
  'share-audio': 'audio',
  camera: 'video',
  screen: 'video',
}

const input = verbInputs.produce.extend({ rtpParameters: sendParameters }).superRefine(
  ({ kind, source, rtpParameters }, context) => {
    if (KIND_OF[source] !== kind) {
      context.addIssue({ code: 'custom', path: ['kind'], message: `is ${kind}, but a ${source} is ${KIND_OF[source]}` })
    }
    for (const { mimeType } of rtpParameters.codecs) {
      if (!mimeType.toLowerCase().startsWith(`${kind}/`)) {
        context.addIssue({ code: 'custom', path: ['rtpParameters', 'codecs'], message: `${mimeType} is not ${kind}` })
      }
    }
  },
)

/** Sends one source to everyone else: one producer a source. */
export const produce: VerbHandler<'produce', z.infer<typeof input>> = {
  input,
  async handle({ room, peer }, given) {
    const { id } = await room.produce(peer, given)
    return { producerId: id }
  },
}
