import { FLACDecoder } from '@wasm-audio-decoders/flac'
import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis'
import { ALL_FORMATS, AudioSampleSink, BufferSource, EncodedPacketSink, Input, PCM_AUDIO_CODECS } from 'mediabunny'
import type { AudioCodec, InputAudioTrack } from 'mediabunny'
import { MPEGDecoder } from 'mpg123-decoder'
import { OpusDecoder } from 'opus-decoder'
import { DomainError } from '../../../domain/errors.ts'
import { decodeAac } from './aac.ts'
import type { DecodedPiece } from './samples.ts'

/** Packets that one call of a decoder gets: short enough that a file of many hours is stopped soon. */
const PACKETS_A_CALL = 64
const BYTES_A_CALL = 65_536

const PCM: ReadonlySet<AudioCodec> = new Set(PCM_AUDIO_CODECS)

interface Decoder {
  readonly ready: Promise<void>
  decodeFrames(packets: Uint8Array[]): Decoded | Promise<Decoded>
  free(): void
}

interface Decoded {
  readonly channelData: Float32Array[]
  readonly sampleRate: number
}

/**
 * The first audio track of a file, piece by piece: WAV, MP3, Ogg (Opus, Vorbis), WebM (Opus), FLAC, MP4 and ADTS (AAC). Containers are read by
 * mediabunny, which needs no duration in a header, and streams whose end is missing give what there is.
 * Throws DomainError `invalid-audio`, or whatever a reader throws at a broken file.
 */
export async function* decodePieces(bytes: Uint8Array<ArrayBuffer>, { maxSeconds }: { maxSeconds: number }): AsyncGenerator<DecodedPiece> {
  using input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS })
  const track = await input.getPrimaryAudioTrack()
  if (!track?.codec) throw new DomainError('invalid-audio', 'Cannot take the audio: there is none in the file, or in a codec that is not known')
  if (track.codec === 'aac') yield await decodeAac(bytes, { maxSeconds })
  else if (PCM.has(track.codec)) yield* plainSamples(track)
  // Its decoder wants the pages themselves.
  else if (track.codec === 'vorbis') yield* decodeVorbis(bytes)
  else yield* decodePackets(track, await openDecoder(track.codec, track))
}

async function openDecoder(codec: AudioCodec, track: InputAudioTrack): Promise<Decoder> {
  if (codec === 'mp3') return new MPEGDecoder()
  if (codec === 'flac') return new FLACDecoder()
  if (codec === 'opus') return new OpusDecoder(readOpusHead((await track.getDecoderConfig())?.description, track.numberOfChannels))
  throw new DomainError('invalid-audio', `Cannot take the audio: its codec is ${codec}`)
}

async function* decodePackets(track: InputAudioTrack, decoder: Decoder): AsyncGenerator<DecodedPiece> {
  await decoder.ready
  try {
    let packets: Uint8Array[] = []
    const decode = async (): Promise<DecodedPiece> => {
      const { channelData, sampleRate } = await decoder.decodeFrames(packets)
      packets = []
      return { channels: channelData, sampleRate }
    }
    for await (const { data } of new EncodedPacketSink(track).packets()) {
      packets.push(data)
      if (packets.length === PACKETS_A_CALL) yield await decode()
    }
    if (packets.length > 0) yield await decode()
  } finally {
    decoder.free()
  }
}

async function* decodeVorbis(bytes: Uint8Array): AsyncGenerator<DecodedPiece> {
  const decoder = new OggVorbisDecoder()
  await decoder.ready
  try {
    for (let at = 0; at < bytes.length; at += BYTES_A_CALL) {
      const { channelData, sampleRate } = await decoder.decode(bytes.subarray(at, at + BYTES_A_CALL))
      yield { channels: channelData, sampleRate }
    }
    const { channelData, sampleRate } = await decoder.flush()
    yield { channels: channelData, sampleRate }
  } finally {
    decoder.free()
  }
}

/** PCM of any width, which mediabunny reads itself. */
async function* plainSamples(track: InputAudioTrack): AsyncGenerator<DecodedPiece> {
  for await (const sample of new AudioSampleSink(track).samples()) {
    using piece = sample
    const channels = Array.from({ length: piece.numberOfChannels }, (_, planeIndex) => {
      const plane = new Float32Array(piece.numberOfFrames)
      piece.copyTo(plane, { planeIndex, format: 'f32-planar' })
      return plane
    })
    yield { channels, sampleRate: piece.sampleRate }
  }
}

/** RFC 7845, 5.1: what a decoder needs to know of the channels; mono or stereo where the file has no such header. */
function readOpusHead(description: AllowSharedBufferSource | undefined, channels: number) {
  const head = !description ? new Uint8Array() : ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array(description)
  const preSkip = head.length >= 12 ? head[10]! | (head[11]! << 8) : 0
  if (head.length < 21 + channels || head[18] === 0) return { channels, preSkip }
  return { channels, preSkip, streamCount: head[19]!, coupledStreamCount: head[20]!, channelMappingTable: [...head.subarray(21, 21 + channels)] }
}
