import { z } from 'zod'
import type { LiveCause } from './dub.ts'
import type { ErrorCode } from './errors.ts'

/** A client's request is `{ id, verb, data }`; it gets one {@link SignalingAnswer}, in the order of the requests. */
export const requestSchema = z.object({ id: z.number().int().nonnegative(), verb: z.string().max(40), data: z.unknown() })

/** `error.message` may be shown to people; `retryable`: the same request may succeed later. */
export interface SignalingError { readonly code: ErrorCode; readonly message: string; readonly retryable: boolean }
/** The answer to the request with this `id`; `id` is null when the message was too broken to have one. */
export type SignalingAnswer<Data = unknown> =
  | { readonly id: number; readonly ok: true; readonly data: Data }
  | { readonly id: number | null; readonly ok: false; readonly error: SignalingError }

/** Largest signalling message, bytes of UTF-8. */
export const SIGNALING_MESSAGE_MAX = 64 * 1024

const id = z.string().min(1).max(64)
const loose = z.record(z.string(), z.unknown())
export const rtpCapabilitiesSchema = z.looseObject({ codecs: z.array(z.looseObject({ mimeType: z.string() })).max(64).optional(), headerExtensions: z.array(loose).max(64).optional() })
export const rtpParametersSchema = z.looseObject({ codecs: z.array(z.looseObject({ mimeType: z.string(), payloadType: z.number() })).min(1).max(16), encodings: z.array(loose).max(8).optional(), headerExtensions: z.array(loose).max(32).optional(), rtcp: loose.optional(), mid: z.string().max(64).optional() })
export const dtlsParametersSchema = z.object({ role: z.enum(['auto', 'client', 'server']).optional(), fingerprints: z.array(z.object({ algorithm: z.string().max(16), value: z.string().max(200) })).min(1).max(8) })

/** What a producer carries. `share-audio` is the sound of a shared screen and is not captioned. */
export const sourceSchema = z.enum(['microphone', 'camera', 'screen', 'share-audio'])
export type MediaSource = z.infer<typeof sourceSchema>
/** What a consumer carries: `interpreter` is the server's voice, which says in the listener's language what `peerId` said. Nobody else sends it. */
export type HeardSource = MediaSource | 'interpreter'

/**
 * Why something that was said is not spoken: the voice is too far behind speech, the machine is busy with captions, the language has no
 * voice, or it could not be made.
 */
export type UnspokenReason = 'behind' | 'busy' | 'no-voice' | 'failed'

/** verb → the shape of its `data`. Order: capabilities → join → createTransport (both directions) → connectTransport → produce. */
export const verbInputs = {
  capabilities: z.object({}),
  /** Announces the client's receive capabilities; consumers are made from then on. */
  join: z.object({ rtpCapabilities: rtpCapabilitiesSchema }),
  createTransport: z.object({ direction: z.enum(['send', 'receive']) }),
  connectTransport: z.object({ transportId: id, dtlsParameters: dtlsParametersSchema }),
  restartIce: z.object({ transportId: id }),
  produce: z.object({ transportId: id, kind: z.enum(['audio', 'video']), source: sourceSchema, rtpParameters: rtpParametersSchema, paused: z.boolean().default(false) }),
  closeProducer: z.object({ producerId: id }),
  pauseProducer: z.object({ producerId: id }),
  resumeProducer: z.object({ producerId: id }),
  /** Consumers start paused; the client resumes one when it is ready for it. */
  resumeConsumer: z.object({ consumerId: id }),
  pauseConsumer: z.object({ consumerId: id }),
  setPreferredLayers: z.object({ consumerId: id, spatialLayer: z.number().int().min(0).max(3), temporalLayer: z.number().int().min(0).max(3).optional() }),
  /** Says that several people speak at one's microphone, or only oneself; `forbidden` where the room's plan does not tell them apart. */
  shareMicrophone: z.object({ shared: z.boolean() }),
  leave: z.object({}),
} as const satisfies Record<string, z.ZodType>

export type Verb = keyof typeof verbInputs
export type VerbInput<V extends Verb> = z.infer<(typeof verbInputs)[V]>

type Opaque = Record<string, unknown>
/** verb → the shape of the answer's `data`; objects that mediasoup-client takes as they are stay opaque. */
export interface VerbOutputs {
  capabilities: { rtpCapabilities: Opaque }
  join: { peers: PeerInfo[] }
  createTransport: { transportId: string; iceParameters: Opaque; iceCandidates: Opaque[]; dtlsParameters: Opaque }
  connectTransport: Record<string, never>
  restartIce: { iceParameters: Opaque }
  produce: { producerId: string }
  closeProducer: Record<string, never>
  pauseProducer: Record<string, never>
  resumeProducer: Record<string, never>
  resumeConsumer: Record<string, never>
  pauseConsumer: Record<string, never>
  setPreferredLayers: Record<string, never>
  shareMicrophone: { shared: boolean }
  leave: Record<string, never>
}

export interface PeerInfo { readonly peerId: string; readonly name: string }

/** Server → client, without an answer: `{ notification, data }`. */
export interface Notifications {
  peerJoined: PeerInfo
  peerLeft: { peerId: string }
  newConsumer: { consumerId: string; producerId: string; peerId: string; kind: 'audio' | 'video'; source: HeardSource; rtpParameters: Opaque; producerPaused: boolean }
  consumerClosed: { consumerId: string }
  consumerPaused: { consumerId: string }
  consumerResumed: { consumerId: string }
  /** A host has muted or stopped one's own source; one may start it again. */
  producerPaused: { source: MediaSource }
  producerClosed: { source: MediaSource }
  /**
   * How someone is interpreted for us: whether they are spoken over just now, quicker than usual, what was left out at last, and why the quick
   * voice spoke at last where their own is heard.
   */
  interpreting: { peerId: string; playing: boolean; fast: boolean; unspoken: UnspokenReason | null; quick: LiveCause | null }
  /** Who speaks now: the dominant speaker first, then the loudest; empty when nobody does. */
  activeSpeakers: { peerIds: string[] }
}
export type Notification = keyof Notifications

export type SignalingNotification = { [N in Notification]: { readonly notification: N; readonly data: Notifications[N] } }[Notification]

export * from './close_codes.ts'
