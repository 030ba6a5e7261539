import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PairFile } from './records.ts'

/** One direction that the stand-in offers. */
export interface Offer {
  readonly from: string
  readonly to: string
  readonly files: Readonly<Partial<Record<PairFile['kind'], Uint8Array>>>
  readonly version?: string
  readonly filter?: string
  readonly architecture?: string
  readonly modelName?: string
  /** In the newer collection, compressed with zstd. */
  readonly compressed?: boolean
}

export interface RemoteSettingsStandIn {
  /** FIREFOX_MODELS_URL. */
  readonly url: string
  /** `METHOD path range`, in order. */
  readonly seen: string[]
  /** Called before an attachment is sent; may answer itself (true), or wait. */
  spoil: ((response: ServerResponse, bytes: Uint8Array, kind: string) => boolean | Promise<boolean>) | null
  close(): Promise<void>
}

/**
 * For tests: answers as Mozilla Remote Settings does. `/v1/` names the base of the attachments, `/v1/buckets/main/collections/NAME/records`
 * lists records, and attachments are sent whole or from a byte on, under locations as there.
 */
export async function startRemoteSettings(offers: readonly Offer[]): Promise<RemoteSettingsStandIn> {
  const seen: string[] = []
  const standIn: { spoil: RemoteSettingsStandIn['spoil'] } = { spoil: null }
  const attachments = new Map<string, { bytes: Uint8Array; kind: string }>()
  const collections: Record<string, unknown[]> = { 'translations-models': [], 'translations-models-v2': [] }
  for (const offer of offers) {
    for (const [kind, plain] of Object.entries(offer.files)) {
      const name = offer.compressed ? 'translations-models-v2' : 'translations-models'
      const bytes = offer.compressed ? zstdFrame(plain) : plain
      const location = `main-workspace/${name}/${crypto.randomUUID()}.${offer.compressed ? 'zst' : 'bin'}`
      attachments.set(`/attachments/${location}`, { bytes, kind })
      collections[name]!.push(record(offer, { kind, location, plain, bytes }))
    }
  }

  const server = createServer((request, response) => {
    const path = request.url ?? ''
    seen.push([request.method, path, request.headers.range].filter(Boolean).join(' '))
    const json = (body: unknown) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (path === '/v1/') return void json({ project_name: 'Remote Settings', capabilities: { attachments: { base_url: `http://${request.headers.host}/attachments/` } } })
    const name = /^\/v1\/buckets\/main\/collections\/([\w-]+)\/records$/.exec(path)?.[1]
    if (name && collections[name]) return void json({ data: collections[name] })
    const attachment = attachments.get(path)
    if (!attachment) return void response.writeHead(404, { 'content-type': 'application/json' }).end('{"code":404}')
    const { bytes, kind } = attachment
    void Promise.resolve(standIn.spoil?.(response, bytes, kind) ?? false).then((answered) => {
      if (answered) return
      const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
      if (start > 0) response.setHeader('content-range', `bytes ${start}-${bytes.length - 1}/${bytes.length}`)
      response.writeHead(start > 0 ? 206 : 200, { 'content-length': bytes.length - start }).end(bytes.subarray(start))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(standIn, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    seen,
    close: () => new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  })
}

function record(offer: Offer, { kind, location, plain, bytes }: { kind: string; location: string; plain: Uint8Array; bytes: Uint8Array }) {
  const { from, to, version = '1.0', filter = '', architecture, modelName, compressed } = offer
  const ending = kind === 'model' ? 'intgemm.alphas.bin' : kind === 'lex' ? 's2t.bin' : 'spm'
  const name = kind === 'model' && modelName ? modelName : `${kind === 'lex' ? 'lex.50.50' : kind}.${from}${to}.${ending}`
  return {
    id: crypto.randomUUID(), schema: 1673023100578, last_modified: 1673455932527, name, version, fileType: kind, filter_expression: filter,
    ...(architecture ? { architecture } : {}),
    ...(compressed
      ? { sourceLanguage: from, targetLanguage: to, decompressedSize: plain.length, decompressedHash: sha256(plain) }
      : { fromLang: from, toLang: to }),
    attachment: { hash: sha256(bytes), size: bytes.length, filename: name, location, mimetype: 'application/octet-stream' },
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A zstd frame of stored blocks (RFC 8878, 3.1.1), which every decompressor takes. */
function zstdFrame(bytes: Uint8Array): Uint8Array {
  const block = 128 * 1_024
  const parts: Uint8Array[] = [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xa0, ...littleEndian(bytes.length, 4))]
  for (let at = 0; at === 0 || at < bytes.length; at += block) {
    const part = bytes.subarray(at, at + block)
    const isLast = at + block >= bytes.length
    parts.push(Uint8Array.from(littleEndian((part.length << 3) | (isLast ? 1 : 0), 3)), part)
  }
  return Buffer.concat(parts)
}

function littleEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, index) => (value >>> (8 * index)) & 255)
}
