import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HubStandIn {
  readonly url: string
  /** `METHOD path range`, in order. */
  readonly seen: string[]
  /** Called with each answer to GET before its body; may spoil it. True: it has answered. */
  spoil: ((response: ServerResponse, bytes: Uint8Array) => boolean) | null
  close(): Promise<void>
}

/**
 * For tests: a local server that answers as the Hugging Face hub does. `/owner/name/resolve/main/PATH` of a large file
 * redirects to its storage and names size and SHA-256 in `x-linked-size` and `x-linked-etag`; a small one is sent as it is.
 */
export async function startHub(files: Readonly<Record<string, Uint8Array>>, { largeBytes = 1_000 } = {}): Promise<HubStandIn> {
  const seen: string[] = []
  const hub: { spoil: HubStandIn['spoil'] } = { spoil: null }

  const send = (request: IncomingMessage, response: ServerResponse, bytes: Uint8Array) => {
    if (request.method === 'GET' && hub.spoil?.(response, bytes)) return
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    if (start > 0) response.setHeader('content-range', `bytes ${start}-${bytes.length - 1}/${bytes.length}`)
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': bytes.length - start })
    response.end(request.method === 'HEAD' ? undefined : bytes.subarray(start))
  }

  const server = createServer((request, response) => {
    const path = request.url ?? ''
    seen.push([request.method, path, request.headers.range].filter(Boolean).join(' '))
    const stored = path.startsWith('/storage/') ? files[path.slice('/storage/'.length)] : undefined
    if (stored) return send(request, response, stored)
    const bytes = files[path.slice(1).replace('/resolve/main', '')]
    if (!bytes) return response.writeHead(404).end('Entry not found')
    if (bytes.length < largeBytes) {
      response.setHeader('etag', `"${createHash('sha1').update(bytes).digest('hex')}"`)
      return send(request, response, bytes)
    }
    response.writeHead(302, {
      location: `/storage/${path.slice(1).replace('/resolve/main', '')}`,
      'x-linked-size': bytes.length, 'x-linked-etag': `"${createHash('sha256').update(bytes).digest('hex')}"`,
    })
    return response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(hub, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () => new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  })
}
