import type { InferenceSession } from 'onnxruntime-node'
import { Tensor } from 'onnxruntime-node'

/** A cache tensor, float32 [1, heads, tokens, width], without its last tokens. */
export function shortened({ data, dims }: Tensor, count: number): Tensor {
  const [, heads, tokens, width] = dims as [number, number, number, number]
  const kept = (tokens - count) * width
  const values = new Float32Array(heads * kept)
  for (let head = 0; head < heads; head++) {
    const from = head * tokens * width
    values.set((data as Float32Array).subarray(from, from + kept), head * kept)
  }
  return new Tensor('float32', values, [1, heads, tokens - count, width])
}

/** Cache tensors, float32 [1, heads, n, width], one after another along n. */
export function joined(tensors: readonly Tensor[]): Tensor {
  if (tensors.length === 1) return tensors[0]!
  const [, heads, , width] = tensors[0]!.dims as [number, number, number, number]
  const total = tensors.reduce((sum, { dims }) => sum + dims[2]!, 0)
  const values = new Float32Array(heads * total * width)
  let before = 0
  for (const { data, dims } of tensors) {
    const size = dims[2]! * width
    for (let head = 0; head < heads; head++) {
      values.set((data as Float32Array).subarray(head * size, (head + 1) * size), (head * total + before) * width)
    }
    before += dims[2]!
  }
  return new Tensor('float32', values, [1, heads, total, width])
}

/** A cache tensor, float32 [1, heads, n, width], with those of its tokens alone. */
export function kept({ data, dims }: Tensor, tokens: readonly number[]): Tensor {
  const [, heads, all, width] = dims as [number, number, number, number]
  const values = new Float32Array(heads * tokens.length * width)
  for (let head = 0; head < heads; head++) {
    for (const [place, token] of tokens.entries()) {
      const from = (head * all + token) * width
      values.set((data as Float32Array).subarray(from, from + width), (head * tokens.length + place) * width)
    }
  }
  return new Tensor('float32', values, [1, heads, tokens.length, width])
}

/** A cache of no tokens yet. */
export function emptyCache(heads: number, width: number): Tensor {
  return new Tensor('float32', new Float32Array(0), [1, heads, 0, width])
}

export function idsTensor(ids: readonly number[], dims: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(ids, BigInt), dims)
}

/** Heads and width of a decoder's key-value cache, by the name of one of its inputs. */
export function cacheShape(session: InferenceSession, name: string): { heads: number; width: number } {
  const input = session.inputMetadata.find((one) => one.name === name)
  const [, heads, , width] = input?.isTensor ? input.shape : []
  if (typeof heads !== 'number' || typeof width !== 'number') throw new Error('The decoder has no key-value cache of a known shape')
  return { heads, width }
}

/** The last dimension of an output. */
export function lastSize(session: InferenceSession, name: string): number {
  const output = session.outputMetadata.find((one) => one.name === name)
  const size = output?.isTensor ? output.shape.at(-1) : undefined
  if (typeof size !== 'number') throw new Error(`The decoder's "${name}" has no known size`)
  return size
}
