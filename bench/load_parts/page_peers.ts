import { Device } from 'mediasoup-client'
import type { Producer, Transport, TransportOptions } from 'mediasoup-client/types'
import type { Verb, VerbOutputs } from '../../domain/signaling.ts'

/** One clip as it was said. Times in ms since the epoch. */
export interface Said {
  readonly peer: string
  readonly clip: string
  readonly startMs: number
  readonly endMs: number
  /** How far the page's sound has fallen behind the clock since it began, ms: a machine too busy to measure. */
  readonly slippedMs: number
}

export interface TalkOptions {
  /** Addresses of clips, said over and over, in this order. */
  readonly clips: readonly string[]
  /** Silence after each of them; the n-th clip is followed by the n-th, over and over. */
  readonly pausesMs: readonly number[]
  readonly untilMs: number
}

/** What the page of {@link openSpeakers} offers as `window.peers`: people who speak and do nothing else. */
export interface PagePeers {
  /** Sends a microphone that is silent until `talk`. */
  connect(peer: string): Promise<void>
  /** Resolves when what was begun by `untilMs` has been said. */
  talk(peer: string, options: TalkOptions): Promise<Said[]>
}

declare global {
  interface Window {
    peers: PagePeers
    /** Offered by the bench: a request on that peer's signalling connection. */
    askServer(peer: string, verb: Verb, data: unknown): Promise<unknown>
  }
}

const audio = new AudioContext({ sampleRate: 48_000 })
const beganMs = performance.now() - audio.currentTime * 1000
const microphones = new Map<string, { node: MediaStreamAudioDestinationNode; transport: Transport; producer: Producer }>()
/** Between asking for a clip and its first sample: what scheduling may take. */
const LEAD_S = 0.1

async function connect(peer: string): Promise<void> {
  const ask = async <V extends Verb>(verb: V, data: unknown) => (await window.askServer(peer, verb, data)) as VerbOutputs[V]
  const device = new Device()
  const { rtpCapabilities } = await ask('capabilities', {})
  await device.load({ routerRtpCapabilities: rtpCapabilities })
  await ask('join', { rtpCapabilities: device.recvRtpCapabilities })
  const { transportId, ...rest } = await ask('createTransport', { direction: 'send' })
  const transport = device.createSendTransport({ id: transportId, ...rest } as unknown as TransportOptions)
  transport.on('connect', ({ dtlsParameters }, done, failed) => void ask('connectTransport', { transportId, dtlsParameters }).then(done, failed))
  transport.on('produce', ({ kind, rtpParameters }, done, failed) =>
    void ask('produce', { transportId, kind, rtpParameters, source: 'microphone' }).then(({ producerId }) => done({ id: producerId }), failed))
  const node = new MediaStreamAudioDestinationNode(audio, { channelCount: 1 })
  // A microphone goes on in a pause; a node that nothing plays into would stop the stream's clock.
  const quiet = new ConstantSourceNode(audio, { offset: 0 })
  quiet.connect(node)
  quiet.start()
  // As the room's own page sends a microphone.
  const producer = await transport.produce({ track: node.stream.getAudioTracks()[0]!, codecOptions: { opusStereo: false, opusDtx: true, opusFec: true } })
  microphones.set(peer, { node, transport, producer })
}

async function talk(peer: string, { clips, pausesMs, untilMs }: TalkOptions): Promise<Said[]> {
  const { node } = microphones.get(peer)!
  const said: Said[] = []
  for (let at = 0; Date.now() < untilMs; at++) {
    const clip = clips[at % clips.length]!
    const buffer = await audio.decodeAudioData(await (await fetch(clip)).arrayBuffer())
    const source = new AudioBufferSourceNode(audio, { buffer })
    source.connect(node)
    const startMs = performance.timeOrigin + performance.now() + LEAD_S * 1000
    source.start(audio.currentTime + LEAD_S)
    await new Promise((resolve) => source.addEventListener('ended', resolve, { once: true }))
    source.disconnect()
    said.push({ peer, clip, startMs, endMs: startMs + buffer.duration * 1000, slippedMs: performance.now() - beganMs - audio.currentTime * 1000 })
    await new Promise((resolve) => setTimeout(resolve, pausesMs[at % pausesMs.length]))
  }
  return said
}

window.peers = { connect, talk }
