import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { DecodedPiece } from './samples.ts'

/**
 * AAC in MP4 or ADTS by FFmpeg's decoder in WebAssembly (audio-file-decoder), at most `maxSeconds` of it.
 * For threads alone: what was compiled expects a few names of CommonJS, which are put up for it here.
 */
export async function decodeAac(bytes: Uint8Array<ArrayBuffer>, { maxSeconds }: { maxSeconds: number }): Promise<DecodedPiece> {
  const require = createRequire(import.meta.url)
  Object.assign(globalThis, { require, __dirname: '.' })
  const { getAudioDecoder } = await import('@martel/audio-file-decoder')
  const wasm = await readFile(require.resolve('@martel/audio-file-decoder/decode-audio.wasm'))
  const decoder = await getAudioDecoder(`data:application/wasm;base64,${wasm.toString('base64')}`, bytes.slice().buffer)
  try {
    const { sampleRate, channelCount } = decoder
    const mixed = decoder.decodeAudioData(0, maxSeconds, { multiChannel: true })
    const length = Math.floor(mixed.length / Math.max(1, channelCount))
    const channels = Array.from({ length: channelCount }, (_, channel) => Float32Array.from({ length }, (_, i) => mixed[i * channelCount + channel]!))
    return { channels, sampleRate }
  } finally {
    decoder.dispose()
  }
}
