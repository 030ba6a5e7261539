/** What a browser would send for a microphone: Opus. */
export function opusParameters(ssrc = 11_111_111) {
  return {
    mid: '0',
    codecs: [{
      mimeType: 'audio/opus',
      payloadType: 111,
      clockRate: 48_000,
      channels: 2,
      parameters: { useinbandfec: 1, usedtx: 1 },
      rtcpFeedback: [],
    }],
    headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 10 }],
    encodings: [{ ssrc, dtx: true }],
    rtcp: { cname: 'sound' },
  }
}

/** What a browser would send for a camera: VP8 in three layers. */
export function simulcastParameters() {
  return {
    mid: '1',
    codecs: [
      {
        mimeType: 'video/VP8',
        payloadType: 96,
        clockRate: 90_000,
        rtcpFeedback: [{ type: 'transport-cc' }, { type: 'nack' }, { type: 'nack', parameter: 'pli' }],
      },
      { mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 96 }, rtcpFeedback: [] },
    ],
    headerExtensions: [
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 },
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id', id: 2 },
      { uri: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01', id: 5 },
    ],
    encodings: ['r0', 'r1', 'r2'].map((rid) => ({ rid, scalabilityMode: 'L1T3', maxBitrate: 900_000 })),
    rtcp: { cname: 'picture' },
  }
}

/** VP9 in one stream of three spatial and three temporal layers. */
export function svcParameters() {
  return {
    mid: '2',
    codecs: [{
      mimeType: 'video/VP9',
      payloadType: 98,
      clockRate: 90_000,
      parameters: { 'profile-id': 0 },
      rtcpFeedback: [{ type: 'transport-cc' }, { type: 'nack', parameter: 'pli' }],
    }],
    encodings: [{ ssrc: 33_333_333, scalabilityMode: 'L3T3_KEY' }],
    rtcp: { cname: 'picture' },
  }
}

/** Data of `produce`. */
export function microphone(transportId: string) {
  return { transportId, kind: 'audio', source: 'microphone', rtpParameters: opusParameters() }
}

/** Data of `produce`. */
export function camera(transportId: string) {
  return { transportId, kind: 'video', source: 'camera', rtpParameters: simulcastParameters() }
}
