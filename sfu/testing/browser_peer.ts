import { Device } from 'mediasoup-client'
import type { Consumer, Producer, RtpParameters, Transport, TransportOptions } from 'mediasoup-client/types'
import type {
  HeardSource,
  MediaSource,
  Notifications,
  SignalingAnswer,
  SignalingNotification,
  Verb,
  VerbOutputs,
} from '../../domain/signaling.ts'

/** What the test page offers to the test as `window.peer`. */
export interface BrowserPeer {
  /** Joins; the result settles when both transports are there. */
  join(address: string): Promise<void>
  publish(source: MediaSource, layers: 'one' | 'simulcast' | 'svc'): Promise<void>
  setPreferredLayers(source: MediaSource, spatialLayer: number): Promise<void>
  restartIce(): Promise<void>
  /** Numbers of what is received, by source. */
  received(source: MediaSource): Promise<{ audioEnergy: number; frames: number; width: number; codec: string } | null>
  readonly speakers: string[][]
}

declare global {
  interface Window {
    peer: BrowserPeer
  }
}

const VIDEO = { width: 1280, height: 720, frameRate: 30 }
const SIMULCAST = [
  { scaleResolutionDownBy: 4, maxBitrate: 150_000, scalabilityMode: 'L1T3' },
  { scaleResolutionDownBy: 2, maxBitrate: 500_000, scalabilityMode: 'L1T3' },
  { scaleResolutionDownBy: 1, maxBitrate: 1_500_000, scalabilityMode: 'L1T3' },
]

const device = new Device()
const consumers = new Map<HeardSource, Consumer>()
const waiting = new Map<number, (answer: SignalingAnswer) => void>()
const speakers: string[][] = []
let socket: WebSocket
let nextId = 1
let send: Transport
let receive: Transport

function ask<V extends Verb>(verb: V, data: unknown): Promise<VerbOutputs[V]> {
  const id = nextId++
  socket.send(JSON.stringify({ id, verb, data }))
  return new Promise((resolve, reject) => {
    waiting.set(
      id,
      (
        answer,
      ) => (answer.ok ? resolve(answer.data as VerbOutputs[V]) : reject(new Error(`${verb}: ${answer.error.message}`))),
    )
  })
}

async function onMessage({ data }: MessageEvent<string>): Promise<void> {
  const message = JSON.parse(data) as SignalingAnswer | SignalingNotification
  if ('ok' in message) return waiting.get(message.id ?? -1)?.(message)
  if (message.notification === 'newConsumer') await consume(message.data)
  if (message.notification === 'activeSpeakers') speakers.push(message.data.peerIds)
}

async function consume(
  { consumerId: id, producerId, kind, source, rtpParameters }: Notifications['newConsumer'],
): Promise<void> {
  const consumer = await receive.consume({
    id,
    producerId,
    kind,
    rtpParameters: rtpParameters as unknown as RtpParameters,
  })
  const element = document.createElement(kind)
  element.autoplay = true
  element.srcObject = new MediaStream([consumer.track])
  document.body.append(element)
  consumers.set(source, consumer)
  await ask('resumeConsumer', { consumerId: id })
}

async function createTransport(direction: 'send' | 'receive'): Promise<Transport> {
  const { transportId: id, ...rest } = await ask('createTransport', { direction })
  const options = { id, ...rest } as unknown as TransportOptions
  const transport = direction === 'send' ? device.createSendTransport(options) : device.createRecvTransport(options)
  transport.on('connect', ({ dtlsParameters }, done, failed) => {
    ask('connectTransport', { transportId: id, dtlsParameters }).then(done, failed)
  })
  transport.on('produce', ({ kind, rtpParameters, appData }, done, failed) => {
    ask('produce', { transportId: id, kind, rtpParameters, source: appData.source }).then(
      ({ producerId }) => done({ id: producerId }),
      failed,
    )
  })
  return transport
}

window.peer = {
  speakers,
  async join(address) {
    socket = new WebSocket(address)
    socket.onmessage = (event) => void onMessage(event)
    await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }))
    const { rtpCapabilities } = await ask('capabilities', {})
    await device.load({ routerRtpCapabilities: rtpCapabilities })
    await ask('join', { rtpCapabilities: device.recvRtpCapabilities })
    send = await createTransport('send')
    receive = await createTransport('receive')
  },
  async publish(source, layers): Promise<void> {
    const sound = source === 'microphone'
    const stream = await navigator.mediaDevices.getUserMedia(
      sound
        ? { audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } }
        : { video: VIDEO },
    )
    const [track] = stream.getTracks()
    const encodings = layers === 'simulcast'
      ? SIMULCAST
      : layers === 'svc'
      ? [{ scalabilityMode: 'L3T3_KEY' }]
      : undefined
    const mimeType = layers === 'svc' ? 'video/vp9' : 'video/vp8'
    const codec = sound
      ? undefined
      : device.rtpCapabilities.codecs?.find((known) => known.mimeType.toLowerCase() === mimeType)
    const producer: Producer = await send.produce({
      track,
      encodings,
      codec,
      codecOptions: sound ? { opusFec: true, opusDtx: true } : {},
      appData: { source },
    })
    if (producer.closed) throw new Error('The producer has closed')
  },
  async setPreferredLayers(source, spatialLayer) {
    await ask('setPreferredLayers', { consumerId: consumers.get(source)?.id, spatialLayer })
  },
  async restartIce() {
    for (const transport of [send, receive]) {
      const { iceParameters } = await ask('restartIce', { transportId: transport.id })
      await transport.restartIce({ iceParameters: iceParameters as TransportOptions['iceParameters'] })
    }
  },
  async received(source) {
    const consumer = consumers.get(source)
    if (!consumer) return null
    const reports = [...(await consumer.getStats()).values()] as Record<string, unknown>[]
    const stream = reports.find(({ type }) => type === 'inbound-rtp') ?? {}
    return {
      audioEnergy: Number(stream.totalAudioEnergy ?? 0),
      frames: Number(stream.framesDecoded ?? 0),
      width: Number(stream.frameWidth ?? 0),
      codec: consumer.rtpParameters.codecs[0]?.mimeType ?? '',
    }
  },
}
