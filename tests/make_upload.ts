import { spawn } from 'node:child_process'
import { once } from 'node:events'

/**
 * For tests: a recording as somebody's own tool would write it.
 * @param args what ffmpeg is told between the input and its output, `-f` and the format included
 */
export async function makeUpload(source: string, args: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const child = spawn('ffmpeg', ['-v', 'error', '-i', source, ...args, 'pipe:1'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const chunks: Uint8Array[] = []
  const complaints: string[] = []
  child.stdout.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  child.stderr.on('data', (text) => complaints.push(String(text)))
  const [code] = await once(child, 'close') as [number]
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}: ${complaints.join('')}`)
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk]))
}
