import type { DtlsParameters, RtpCapabilities, RtpHeaderExtensionUri, RtpParameters } from 'mediasoup/types'
import { validateAndNormalizeRtpCapabilities } from 'mediasoup/ortc'
import { z } from 'zod'

// mediasoup hands these values to a native worker that many rooms share, and checks few of them itself:
// numbers wrap in 8 or 32 bits, and a wild scalability mode sizes arrays. So the shapes are strict here.
const kind = z.enum(['audio', 'video'])
const mimeType = z.string().max(40).regex(/^(audio|video)\/[\w.+-]+$/i)
const payloadType = z.number().int().min(0).max(127)
const clockRate = z.number().int().min(1).max(384_000)
const channels = z.number().int().min(1).max(8).optional()
const ssrc = z.number().int().min(1).max(0xffff_ffff)
const bitrate = z.number().int().min(0).max(100_000_000)
const extensionId = z.number().int().min(1).max(255)
const extensionUri = z.string().max(120).transform((uri) => uri as RtpHeaderExtensionUri)
const parameters = z.record(z.string().max(60), z.union([z.string().max(400), z.number(), z.boolean()])).optional()
const rtcpFeedback = z.array(z.object({ type: z.string().max(40), parameter: z.string().max(40).optional() })).max(16)
  .optional()
const scalabilityMode = z.string().regex(/^[LS][1-3]T[1-3](h|_KEY|_KEY_SHIFT)?$/)

const capabilitiesShape = z.object({
  codecs: z.array(
    z.object({ kind, mimeType, preferredPayloadType: payloadType, clockRate, channels, parameters, rtcpFeedback }),
  ).max(64).optional(),
  headerExtensions: z.array(z.object({
    kind,
    uri: extensionUri,
    preferredId: extensionId,
    preferredEncrypt: z.boolean().optional(),
    direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
  })).max(64).optional(),
})

/** What a client can receive: refused here, where the client is told, rather than when someone speaks to it. */
export const receiveCapabilities = capabilitiesShape.superRefine((capabilities, context) => {
  const types = (capabilities.codecs ?? []).map(({ preferredPayloadType }) => preferredPayloadType)
  if (new Set(types).size < types.length) {
    context.addIssue({ code: 'custom', path: ['codecs'], message: 'has the same payload type twice' })
  }
  try {
    // It fills in defaults, so it gets a copy.
    validateAndNormalizeRtpCapabilities(structuredClone(capabilities))
  } catch (error) {
    context.addIssue({ code: 'custom', path: [], message: (error as Error).message })
  }
}) satisfies z.ZodType<RtpCapabilities>

const encoding = z.object({
  ssrc: ssrc.optional(),
  rid: z.string().regex(/^[\w-]{1,16}$/).optional(),
  codecPayloadType: payloadType.optional(),
  rtx: z.object({ ssrc }).optional(),
  dtx: z.boolean().optional(),
  scalabilityMode: scalabilityMode.optional(),
  maxBitrate: bitrate.optional(),
})

const sendShape = z.object({
  mid: z.string().max(8).optional(),
  msid: z.string().max(200).optional(),
  codecs: z.array(z.object({ mimeType, payloadType, clockRate, channels, parameters, rtcpFeedback })).min(1).max(16),
  headerExtensions: z.array(
    z.object({ uri: extensionUri, id: extensionId, encrypt: z.boolean().optional(), parameters }),
  ).max(32).optional(),
  encodings: z.array(encoding).min(1).max(4),
  rtcp: z.object({ cname: z.string().max(200).optional(), reducedSize: z.boolean().optional() }).optional(),
})

/** What a client sends: at least one encoding; no payload type, SSRC, RID or extension id stands for two things. */
export const sendParameters = sendShape.superRefine(({ codecs, encodings, headerExtensions = [] }, context) => {
  const once = (what: string, values: readonly (string | number | undefined)[]) => {
    const given = values.filter((value) => value !== undefined)
    if (new Set(given).size < given.length) {
      context.addIssue({ code: 'custom', path: [], message: `has the same ${what} twice` })
    }
  }
  once('payload type', codecs.map((codec) => codec.payloadType))
  once('SSRC', encodings.flatMap((encoding) => [encoding.ssrc, encoding.rtx?.ssrc]))
  once('RID', encodings.map(({ rid }) => rid))
  once('header extension id', headerExtensions.map(({ id }) => id))
  const media = codecs.filter(({ mimeType }) => !/\/rtx$/i.test(mimeType)).map((codec) => codec.payloadType)
  if (media.length === 0) context.addIssue({ code: 'custom', path: ['codecs'], message: 'has retransmission only' })
  // The worker makes a consumer with as many spatial layers as it is told, streams or no streams.
  const layered = encodings.length === 1 && codecs.every(({ mimeType }) => /\/(vp9|rtx)$/i.test(mimeType))
  for (const { codecPayloadType, scalabilityMode } of encodings) {
    if (scalabilityMode && !scalabilityMode.startsWith('1T', 1) && !layered) {
      context.addIssue({
        code: 'custom',
        path: ['encodings'],
        message: `has ${scalabilityMode}, which is for one stream of VP9`,
      })
    }
    if (codecPayloadType !== undefined && !media.includes(codecPayloadType)) {
      context.addIssue({
        code: 'custom',
        path: ['encodings'],
        message: `names payload type ${codecPayloadType}, which no codec has`,
      })
    }
  }
}) satisfies z.ZodType<RtpParameters>

export const dtlsParameters = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z.array(z.object({
    algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
    value: z.string().regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){19,63}$/i),
  })).min(1).max(8),
}) satisfies z.ZodType<DtlsParameters>
