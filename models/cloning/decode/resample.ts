import { createResampler } from '../../tts/resample.ts'

/** Another rate for a whole clip. Mono. */
export function resample(pcm: Float32Array, from: number, to: number): Float32Array {
  const { push, flush } = createResampler(from, to)
  const [head, tail] = [push(pcm), flush()]
  const all = new Float32Array(head.length + tail.length)
  all.set(head)
  all.set(tail, head.length)
  return all
}
