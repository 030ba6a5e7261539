import { type Device, type types } from 'mediasoup-client'
import type { MediaSource, VerbOutputs } from '../../../domain/signaling.ts'
import { CLOSE_RENEW } from './backoff.ts'
import type { Signaling } from './signaling.ts'

/** A short break often mends itself; after this the path is negotiated anew. */
const DISCONNECTED_FOR_MS = 2_000
const RESTARTS_MAX = 3

function options(answer: VerbOutputs['createTransport']): types.TransportOptions {
  return {
    id: answer.transportId,
    iceParameters: answer.iceParameters as unknown as types.IceParameters,
    iceCandidates: answer.iceCandidates as unknown as types.IceCandidate[],
    dtlsParameters: answer.dtlsParameters as unknown as types.DtlsParameters,
  }
}

/** Opens the transport that carries our media to the server or the others' to us, and keeps it connected. */
export async function openTransport(
  direction: 'send' | 'receive',
  { signaling, device, onState }: {
    signaling: Signaling
    device: Device
    onState: (state: types.ConnectionState) => void
  },
): Promise<types.Transport> {
  const answer = await signaling.request('createTransport', { direction })
  const transport = direction === 'send'
    ? device.createSendTransport(options(answer))
    : device.createRecvTransport(options(answer))
  transport.on('connect', ({ dtlsParameters }, done, failed) => {
    signaling.request('connectTransport', { transportId: transport.id, dtlsParameters }).then(done, failed)
  })
  if (direction === 'send') {
    transport.on('produce', ({ kind, rtpParameters, appData }, done, failed) => {
      const { source, paused } = appData as { source: MediaSource; paused: boolean }
      signaling
        .request('produce', {
          transportId: transport.id,
          kind,
          source,
          paused,
          rtpParameters: { ...rtpParameters } as never,
        })
        .then(({ producerId }) => done({ id: producerId }), failed)
    })
  }
  keepConnected(transport, signaling, onState)
  return transport
}

function keepConnected(
  transport: types.Transport,
  signaling: Signaling,
  onState: (state: types.ConnectionState) => void,
): void {
  let restarts = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const restart = async () => {
    if (transport.closed) return
    if (restarts++ >= RESTARTS_MAX) return signaling.close(CLOSE_RENEW)
    const { iceParameters } = await signaling.request('restartIce', { transportId: transport.id })
    await transport.restartIce({ iceParameters: iceParameters as unknown as types.IceParameters })
  }
  const attempt = () => void restart().catch((error) => console.warn('The media path could not be renewed', error))
  transport.on('connectionstatechange', (state) => {
    clearTimeout(timer)
    if (state === 'connected') restarts = 0
    if (state === 'failed') attempt()
    if (state === 'disconnected') timer = setTimeout(attempt, DISCONNECTED_FOR_MS)
    onState(state)
  })
}
