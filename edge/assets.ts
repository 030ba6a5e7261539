import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build } from 'esbuild'
import { type AssetName, ASSETS, type AssetUrl } from '../views/assets.ts'
import { routes } from '../views/routes.ts'

const PUBLIC = fileURLToPath(new URL('../views/public/', import.meta.url))
const resolve = createRequire(import.meta.url).resolve

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

/** Under this many bytes a compressed body saves nothing. */
const COMPRESS_FROM_BYTES = 512

export interface AssetFile {
  readonly name: AssetName
  /** The last part of the address: the name with the hash of the content in it. */
  readonly file: string
  readonly contentType: string
  readonly etag: string
  readonly plain: Uint8Array<ArrayBuffer>
  readonly gzip: Uint8Array<ArrayBuffer>
  readonly brotli: Uint8Array<ArrayBuffer>
}

export interface Assets {
  /** The address for a page to use. */
  readonly assetUrl: AssetUrl
  readonly files: readonly AssetFile[]
  /** Answers a request for `/assets/FILE`: GET or HEAD, with compression and validation; 404 for any other file. */
  respond(request: Request): Response
}

/**
 * Builds what browsers fetch (views/public, htmx and its WebSocket extension) and keeps it in memory.
 * `development` leaves the code readable. Throws esbuild's error, which names file and line, when a source is broken.
 */
export async function createAssets({ mode }: { mode: 'production' | 'development' }): Promise<Assets> {
  const files = await Promise.all(ASSETS.map(async (name) => toFile(name, await source(name, mode))))
  const byFile = new Map(files.map((file) => [file.file, file]))
  const urls = new Map(files.map(({ name, file }) => [name, routes.assets.to(file)]))
  return {
    files,
    assetUrl: (name) => urls.get(name)!,
    respond(request) {
      const file = byFile.get(new URL(request.url).pathname.split('/').at(-1) ?? '')
      return file ? answer(file, request) : new Response('Not found', { status: 404 })
    },
  }
}

async function source(name: AssetName, mode: 'production' | 'development'): Promise<Uint8Array> {
  if (name === 'htmx.js') return await readFile(resolve('htmx.org/dist/htmx.min.js'))
  if (name === 'htmx-ws.js') return await readFile(resolve('htmx-ext-ws/dist/ws.min.js'))
  if (name === 'icon.svg') return await readFile(`${PUBLIC}icon.svg`)
  const entry = { 'app.css': 'css/app.css', 'prejoin.js': 'room/prejoin.ts', 'room.js': 'room/room.ts', 'local_time.js': 'pages/local_time.ts', 'dubs.js': 'pages/dubs.ts', 'voices.js': 'pages/voices.ts', 'files.js': 'pages/files.ts' }[name]
  const { outputFiles } = await build({
    entryPoints: [PUBLIC + entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: ['es2022', 'chrome111', 'firefox121', 'safari16.4'],
    minify: mode === 'production',
    legalComments: 'none',
    logLevel: 'silent',
  })
  return outputFiles[0]!.contents
}

async function toFile(name: AssetName, content: Uint8Array): Promise<AssetFile> {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12)
  const dot = name.lastIndexOf('.')
  const [zipped, brotli] = await Promise.all([
    promisify(gzip)(content, { level: 9 }),
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  ])
  return {
    name,
    file: `${name.slice(0, dot)}-${hash}${name.slice(dot)}`,
    contentType: TYPES[name.slice(dot + 1)]!,
    etag: hash,
    plain: Uint8Array.from(content),
    gzip: Uint8Array.from(zipped),
    brotli: Uint8Array.from(brotli),
  }
}

function answer(file: AssetFile, request: Request): Response {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response('Method not allowed', { status: 405, headers: { allow: 'GET, HEAD' } })
  }
  const encoding = file.plain.length < COMPRESS_FROM_BYTES
    ? null
    : accepted(request.headers.get('accept-encoding') ?? '')
  const etag = `"${file.etag}${encoding ? `-${encoding}` : ''}"`
  const headers = new Headers({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': file.contentType,
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
    etag,
  })
  const known = (request.headers.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known.includes(etag)) return new Response(null, { status: 304, headers })
  const body = encoding === 'br' ? file.brotli : encoding === 'gzip' ? file.gzip : file.plain
  if (encoding) headers.set('content-encoding', encoding)
  headers.set('content-length', String(body.length))
  return new Response(request.method === 'HEAD' ? null : body, { headers })
}

/** The best coding that the client takes; `q=0` refuses one. */
function accepted(header: string): 'br' | 'gzip' | null {
  const codings = header.toLowerCase().split(',').map((part) => part.trim().split(/\s*;\s*/))
  const takes = (name: string) =>
    codings.some(([coding, weight]) => coding === name && !/^q=0(\.0+)?$/.test(weight ?? ''))
  if (takes('br')) return 'br'
  return takes('gzip') ? 'gzip' : null
}
