import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { SPEECH_RATE } from '../../domain/audio.ts'
import type { Pcm } from '../../domain/audio.ts'

/** What browsers send of a voice, bits a second. */
const BITRATE = '32k'

/** What the server hears of a microphone: PCM 16 kHz mono → Opus at 48 kHz → PCM 16 kHz mono, of the same length. */
export async function throughOpus(pcm: Pcm): Promise<Pcm> {
  const raw = ['-f', 'f32le', '-ar', String(SPEECH_RATE), '-ac', '1']
  const encoded = await pipe(['-v', 'error', ...raw, '-i', '-', '-c:a', 'libopus', '-b:a', BITRATE, '-application', 'voip', '-f', 'ogg', '-'], Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength))
  const decoded = await pipe(['-v', 'error', '-i', '-', ...raw, '-'], encoded)
  const out = new Float32Array(pcm.length)
  out.set(new Float32Array(decoded.buffer.slice(decoded.byteOffset, decoded.byteOffset + decoded.byteLength - (decoded.byteLength % 4))).subarray(0, pcm.length))
  return out
}

async function pipe(args: readonly string[], input: Buffer): Promise<Buffer> {
  const child = spawn('ffmpeg', args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = once(child, 'close')
  child.stdin.end(input)
  const [code] = await ended
  if (code !== 0) throw new Error(`Cannot pass audio through Opus: ffmpeg ended with ${code}`)
  return Buffer.concat(chunks)
}
