import type { Context } from 'hono'

/**
 * Answers with bytes, or with the part that a `Range` header asks for (RFC 9110, 14): players seek with it. What cannot be satisfied is 416; several
 * ranges at once, and what is not a range of bytes, get everything.
 */
export function answerRange(c: Context, bytes: Uint8Array, { contentType }: { readonly contentType: string }): Response {
  const size = bytes.byteLength
  c.header('accept-ranges', 'bytes')
  c.header('content-type', contentType)
  // Somebody's voice: once they take their consent back it is nowhere.
  c.header('cache-control', 'private, no-store')
  c.header('x-content-type-options', 'nosniff')
  const asked = /^bytes=(\d*)-(\d*)$/.exec(c.req.header('range')?.trim() ?? '')
  if (!asked || (asked[1] === '' && asked[2] === '')) return c.body(copy(bytes), 200, { 'content-length': String(size) })
  const [from, to] = asked[1] === '' ? [Math.max(0, size - Number(asked[2])), size - 1] : [Number(asked[1]), asked[2] === '' ? size - 1 : Math.min(Number(asked[2]), size - 1)]
  if (from >= size || from > to) return c.body(null, 416, { 'content-range': `bytes */${size}` })
  return c.body(copy(bytes.subarray(from, to + 1)), 206, { 'content-range': `bytes ${from}-${to}/${size}`, 'content-length': String(to + 1 - from) })
}

function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
