import type { AskOptions } from './ask_hub.ts'
import { askHub } from './ask_hub.ts'

/** What a server says of a file before it sends it, or what is known of it anyway; null where nobody said. */
export interface Announced {
  readonly bytes: number | null
  readonly sha256: string | null
  /** Git's name of the file, which the hub gives for those that it keeps in git itself. */
  readonly gitSha1: string | null
}

const REDIRECTS_MAX = 5

/** Sizes and ETags are those of the file only where nothing compresses it on the way. */
export const AS_IT_IS: Readonly<Record<string, string>> = { 'accept-encoding': 'identity' }

/**
 * Asks for size and digest of a file. The hub says them of a large file in headers of the answer that redirects to its storage
 * (`x-linked-size`, `x-linked-etag`: SHA-256), and of a small one in those of the file (`etag`: git's SHA-1), perhaps after a redirect
 * within the hub. A server that is no hub may say nothing. Throws as `askHub`.
 */
export async function announce(url: URL, options: AskOptions): Promise<Announced> {
  let at = url
  for (let redirects = 0; ; redirects++) {
    const { status, headers } = await askHub(at, { method: 'HEAD', redirect: 'manual', headers: AS_IT_IS }, options)
    const location = headers.get('location')
    const next = status >= 300 && location !== null ? new URL(location, at) : null
    const linked = headers.has('x-linked-etag') || headers.has('x-linked-size')
    if (next && !linked && next.origin === at.origin && redirects < REDIRECTS_MAX) {
      at = next
      continue
    }
    const etag = (headers.get('x-linked-etag') ?? (next ? null : headers.get('etag')))?.replace(/^W\//, '').replaceAll('"', '') ?? ''
    const size = headers.get('x-linked-size') ?? (next ? null : headers.get('content-length'))
    return {
      bytes: size !== null && /^\d+$/.test(size) ? Number(size) : null,
      sha256: /^[0-9a-f]{64}$/.test(etag) ? etag : null,
      gitSha1: /^[0-9a-f]{40}$/.test(etag) ? etag : null,
    }
  }
}
