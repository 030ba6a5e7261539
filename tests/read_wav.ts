import { readFile } from 'node:fs/promises'
import { SPEECH_RATE } from '../domain/audio.ts'
import type { Pcm } from '../domain/audio.ts'

/** Reads a fixture: WAV, PCM 16 bit, 16 kHz mono. Throws for any other format. */
export async function readWav(file: URL): Promise<Pcm> {
  const bytes = await readFile(file)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 12
  while (bytes.toString('latin1', at, at + 4) !== 'data') {
    if (bytes.toString('latin1', at, at + 4) === 'fmt ') {
      const format = [view.getUint16(at + 8, true), view.getUint16(at + 10, true), view.getUint32(at + 12, true), view.getUint16(at + 22, true)]
      if (format.join() !== `1,1,${SPEECH_RATE},16`) throw new Error(`Cannot read ${file.href}: its format is ${format.join(', ')}`)
    }
    at += 8 + view.getUint32(at + 4, true)
  }
  const length = Math.min(view.getUint32(at + 4, true), bytes.byteLength - at - 8) >> 1
  return Float32Array.from({ length }, (_, i) => view.getInt16(at + 8 + 2 * i, true) / 32_768)
}
