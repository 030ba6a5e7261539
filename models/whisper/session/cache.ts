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

/** A cache of no tokens yet. */
export function emptyCache(heads: number, width: number): Tensor {
  return new Tensor('float32', new Float32Array(0), [1, heads, 0, width])
}

export function idsTensor(ids: readonly number[], dims: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(ids, BigInt), dims)
}
