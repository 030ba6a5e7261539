import type { RouterRtpCodecCapability } from 'mediasoup/types'

/** kbit/s that a browser's video encoder starts from, instead of ramping up from 300. */
const VIDEO_START_KBPS = 1000

/**
 * What a room's router takes, in the order of preference: Opus with in-band FEC and DTX; VP8 for simulcast;
 * VP9 profiles 0 and 2 for SVC; H264 constrained baseline and main. mediasoup adds RTX and transport-cc to video.
 */
export const MEDIA_CODECS: RouterRtpCodecCapability[] = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    parameters: { minptime: 10, useinbandfec: 1, usedtx: 1 },
  },
  video('video/VP8'),
  video('video/VP9', { 'profile-id': 0 }),
  video('video/VP9', { 'profile-id': 2 }),
  video('video/H264', { 'packetization-mode': 1, 'level-asymmetry-allowed': 1, 'profile-level-id': '42e01f' }),
  video('video/H264', { 'packetization-mode': 1, 'level-asymmetry-allowed': 1, 'profile-level-id': '4d0032' }),
]

function video(mimeType: `video/${string}`, parameters: Record<string, unknown> = {}): RouterRtpCodecCapability {
  return {
    kind: 'video',
    mimeType,
    clockRate: 90_000,
    parameters: { ...parameters, 'x-google-start-bitrate': VIDEO_START_KBPS },
  }
}
