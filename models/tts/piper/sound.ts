import type { LivingThread } from '../../runtime/living_thread.ts'
import { toPieces, windowOf } from './pieces.ts'
import type { Piece } from './pieces.ts'
import type { Reach } from './reach.ts'
import type { DecodeInput, Encoded } from './thread.ts'

export interface SoundOptions {
  readonly reach: Reach
  /** Each makes a piece at a time: convolutions of one dimension do not share the work of one. */
  readonly threads: readonly Pick<LivingThread, 'call'>[]
  readonly signal: AbortSignal
}

/** The sound of latents, piece by piece, in order; as many pieces are made at once as there are threads. */
export async function* soundOf({ values, frames }: Encoded, { reach, threads, signal }: SoundOptions): AsyncGenerator<Float32Array> {
  const pieces = toPieces(frames)
  const made: Promise<Float32Array>[] = []
  const make = () => {
    const piece = pieces[made.length]
    if (!piece) return
    const window = windowOf(piece, frames, reach)
    const making = threads[made.length % threads.length]!.call<Float32Array>('decode', { latents: columns(values, frames, window), window } satisfies DecodeInput)
    // One that was begun ahead may fail after the reader has left.
    making.catch(() => {})
    made.push(making)
  }
  for (let index = 0; index < pieces.length; index++) {
    signal.throwIfAborted()
    while (made.length < Math.min(pieces.length, index + threads.length)) make()
    yield await made[index]!
  }
}

/** Of [channels, frames], some frames. */
function columns(values: Float32Array, frames: number, { from, to }: Piece): Float32Array {
  const [channels, width] = [values.length / frames, to - from]
  const picked = new Float32Array(channels * width)
  for (let channel = 0; channel < channels; channel++) picked.set(values.subarray(channel * frames + from, channel * frames + to), channel * width)
  return picked
}
