import type { MediaState } from '../../parts/media_note.tsx'
import { recall } from './stored.ts'

export type CaptureKind = 'microphone' | 'camera'
/** Why a device did not open. */
export type CaptureFailure = 'blocked' | 'none' | 'busy' | 'insecure'

export type Captured = { readonly track: MediaStreamTrack } | { readonly failure: CaptureFailure }

/** What a refusal of getUserMedia means, by the name of its exception. */
export function captureFailure(errorName: string): CaptureFailure {
  switch (errorName) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'blocked'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none'
    default:
      return 'busy'
  }
}

/** The one note to show for what happened to both devices; `null`: nothing is wrong. */
export function mediaState(microphone: CaptureFailure | null, camera: CaptureFailure | null): MediaState | null {
  if (microphone === 'insecure' || camera === 'insecure') return 'insecure'
  if (microphone === camera) return microphone
  if (microphone === 'blocked') return 'microphone-blocked'
  if (microphone === 'none') return 'microphone-none'
  if (microphone === 'busy' || camera === 'busy') return 'busy'
  return camera === 'blocked' ? 'camera-blocked' : 'camera-none'
}

function chosen(deviceId: string | null): { deviceId?: { ideal: string } } {
  return deviceId ? { deviceId: { ideal: deviceId } } : {}
}

function microphoneConstraints(): MediaTrackConstraints {
  const processed = recall('audioProcessing') !== 'off'
  return {
    ...chosen(recall('microphone')),
    echoCancellation: processed,
    noiseSuppression: processed,
    autoGainControl: processed,
    channelCount: { ideal: 1 },
  }
}

function cameraConstraints(): MediaTrackConstraints {
  return { ...chosen(recall('camera')), width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }
}

async function ask(constraints: MediaStreamConstraints): Promise<MediaStream | CaptureFailure> {
  // Absent on pages that are neither https nor localhost.
  if (!('mediaDevices' in navigator)) return 'insecure'
  try {
    return await navigator.mediaDevices.getUserMedia(constraints)
  } catch (error) {
    console.warn('A device did not open', error)
    return captureFailure(error instanceof DOMException ? error.name : '')
  }
}

/** Opens the remembered microphone or camera, or any other if that one is gone. */
export async function capture(kind: CaptureKind): Promise<Captured> {
  const got = await ask(kind === 'microphone' ? { audio: microphoneConstraints() } : { video: cameraConstraints() })
  if (typeof got === 'string') return { failure: got }
  const [track] = got.getTracks()
  return track ? { track } : { failure: 'none' }
}

/**
 * Opens both with one question to the user; if that is refused, each by itself, so that one can work without the
 * other.
 */
export async function captureBoth(): Promise<Record<CaptureKind, Captured>> {
  const got = await ask({ audio: microphoneConstraints(), video: cameraConstraints() })
  if (typeof got !== 'string') {
    const [microphone] = got.getAudioTracks()
    const [camera] = got.getVideoTracks()
    if (microphone && camera) return { microphone: { track: microphone }, camera: { track: camera } }
  }
  return { microphone: await capture('microphone'), camera: await capture('camera') }
}
