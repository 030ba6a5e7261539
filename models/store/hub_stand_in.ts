import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One answer to GET that brings bytes of a file. */
export interface Sending {
  readonly response: ServerResponse
  readonly bytes: Uint8Array
  /** Where the asked range begins. */
  readonly start: number
  /** `owner/name/PATH` */
  readonly path: string
}

/** Spoils an answer: true where it has answered, or will. */
export type Fault = (sending: Sending) => boolean

export interface HubStandIn {
  readonly url: string
  /** Where large files lie: another origin, as with the real hub. */
  readonly storageUrl: string
  /** `METHOD path range`, in order, of both servers. */
  readonly seen: string[]
  /** `authorization` as each server got it. */
  readonly authorizations: { readonly hub: Set<string>; readonly storage: Set<string> }
  /** Called with each answer to GET before its body. */
  spoil: Fault | null
  /** Called before the hub itself answers anything; true where it has answered. */
  refuse: ((response: ServerResponse, path: string) => boolean) | null
  close(): Promise<void>
}

export interface HubOptions {
  /** Files from this size on are kept in storage, and every `.onnx`. */
  readonly largeBytes?: number
  /** Whoever asks without it gets 401, or 403 with another one. */
  readonly token?: string
}

const COMMIT = '5'.repeat(40)

/**
 * For tests: two local servers that answer as the Hugging Face hub and its storage do. `/owner/name/resolve/main/PATH` of a large file
 * redirects to the storage and names size and SHA-256 in `x-linked-size` and `x-linked-etag`; a small one is sent by the hub, after a
 * redirect within it, with git's SHA-1 as its ETag. `/api/models/owner/name` lists the files.
 * @param files `owner/name/PATH` → bytes
 */
export async function startHub(files: Readonly<Record<string, Uint8Array>>, { largeBytes = 1_000, token }: HubOptions = {}): Promise<HubStandIn> {
  const seen: string[] = []
  const authorizations = { hub: new Set<string>(), storage: new Set<string>() }
  const hub: Pick<HubStandIn, 'spoil' | 'refuse'> = { spoil: null, refuse: null }
  const note = (request: IncomingMessage, who: Set<string>) => {
    seen.push([request.method, request.url, request.headers.range].filter(Boolean).join(' '))
    who.add(request.headers.authorization ?? '')
  }

  const send = (request: IncomingMessage, response: ServerResponse, path: string) => {
    const bytes = files[path]!
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    if (start >= bytes.length && start > 0) return response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
    if (request.method === 'GET' && hub.spoil?.({ response, bytes, start, path })) return response
    if (start > 0) response.setHeader('content-range', `bytes ${start}-${bytes.length - 1}/${bytes.length}`)
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': bytes.length - start, 'accept-ranges': 'bytes' })
    return response.end(request.method === 'HEAD' ? undefined : bytes.subarray(start))
  }

  const storage = createServer((request, response) => {
    note(request, authorizations.storage)
    const path = (request.url ?? '').replace(/^\/storage\//, '')
    return files[path] ? send(request, response, path) : response.writeHead(404).end()
  })
  const storageUrl = await listen(storage)

  const server = createServer((request, response) => {
    note(request, authorizations.hub)
    const address = request.url ?? ''
    if (hub.refuse?.(response, address)) return response
    response.setHeader('x-repo-commit', COMMIT)
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      return response.writeHead(request.headers.authorization ? 403 : 401, { 'x-error-code': 'GatedRepo' }).end('Access to this model is restricted')
    }
    const listed = /^\/api\/models\/([^/]+\/[^/]+)$/.exec(address)?.[1]
    if (listed) return sendList(response, { repository: listed, files })
    const inside = address.startsWith('/api/resolve-cache/models/')
    const path = inside ? address.slice('/api/resolve-cache/models/'.length).replace(`/${COMMIT}/`, '/') : address.slice(1).replace('/resolve/main/', '/')
    const bytes = files[path]
    if (!bytes) return response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end('Entry not found')
    if (inside) {
      response.setHeader('etag', `"${gitName(bytes)}"`)
      return send(request, response, path)
    }
    if (bytes.length < largeBytes && !path.endsWith('.onnx')) {
      const [owner, name, ...rest] = path.split('/')
      return response.writeHead(307, { location: `/api/resolve-cache/models/${owner}/${name}/${COMMIT}/${rest.join('/')}` }).end()
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return response.writeHead(302, { location: `${storageUrl}/storage/${path}`, 'x-linked-size': bytes.length, 'x-linked-etag': `"${sha256}"` }).end()
  })
  const url = await listen(server)
  return Object.assign(hub, {
    url, storageUrl, seen, authorizations,
    close: async () => void await Promise.all([server, storage].map(close)),
  })
}

function sendList(response: ServerResponse, { repository, files }: { repository: string; files: Readonly<Record<string, Uint8Array>> }): ServerResponse {
  const siblings = Object.keys(files).filter((path) => path.startsWith(`${repository}/`)).map((path) => ({ rfilename: path.slice(repository.length + 1) }))
  if (siblings.length === 0) return response.writeHead(404, { 'x-error-code': 'RepoNotFound' }).end('{"error":"Repository not found"}')
  return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: repository, sha: COMMIT, gated: false, siblings }))
}

/** What git calls these bytes. */
function gitName(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function close(server: Server): Promise<void> {
  return new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
