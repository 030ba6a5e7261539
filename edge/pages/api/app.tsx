import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Hono } from 'hono'
import { DomainError } from '../../../domain/errors.ts'
import type { AssetUrl } from '../../../views/mod.ts'
import { routes } from '../../../views/mod.ts'
import { API_PAGE_POLICY, API_UI_FILES, ApiPage } from '../../../views/pages/api/mod.ts'
import type { ApiUiFile } from '../../../views/pages/api/mod.ts'
import type { MessagesOf } from '../../gateway/locale.ts'

const resolve = createRequire(import.meta.url).resolve

/** Starts Swagger UI; the key that is typed into it stays in the page. */
const START = `const place = document.getElementById('swagger-ui')
SwaggerUIBundle({ url: place.dataset.description, domNode: place, deepLinking: true, persistAuthorization: false, validatorUrl: null })
`
const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const

interface UiFile {
  readonly type: string
  readonly etag: string
  readonly plain: Uint8Array<ArrayBuffer>
  readonly gzip: Uint8Array<ArrayBuffer>
}

/** `/api`, with a policy of its own. */
export function createApiPageApp({ messages, assetUrl }: { messages: MessagesOf; assetUrl: AssetUrl }) {
  return new Hono().get(routes.api.path, async (c) => {
    c.header('content-security-policy', API_PAGE_POLICY)
    return c.html(<ApiPage t={await messages(c)} assetUrl={assetUrl} />)
  })
}

/** `/api/ui/FILE`: Swagger UI from the package, read and compressed when it is first asked for. */
export function createApiUiApp() {
  const read = new Map<ApiUiFile, Promise<UiFile>>()
  return new Hono().get(routes.apiUi.path, async (c) => {
    const name = API_UI_FILES.find((each) => each === c.req.param('file'))
    if (!name) throw new DomainError('not-found', `There is nothing at ${c.req.method} ${c.req.path}`)
    const file = await (read.get(name) ?? read.set(name, load(name)).get(name)!)
    const zipped = /\bgzip\b(?!\s*;\s*q=0(?:\.0+)?\b)/i.test(c.req.header('accept-encoding') ?? '')
    c.header('vary', 'accept-encoding')
    c.header('etag', file.etag)
    c.header('cache-control', 'public, max-age=3600')
    if (c.req.header('if-none-match')?.includes(file.etag)) return c.body(null, 304)
    c.header('content-type', file.type)
    if (zipped) c.header('content-encoding', 'gzip')
    return c.body(zipped ? file.gzip : file.plain)
  })
}

async function load(name: ApiUiFile): Promise<UiFile> {
  const content = name === 'start.js' ? Buffer.from(START) : await readFile(resolve(`swagger-ui-dist/${name}`))
  return {
    type: TYPES[name.endsWith('.css') ? 'css' : 'js'],
    etag: `"${createHash('sha256').update(content).digest('hex').slice(0, 12)}"`,
    plain: Uint8Array.from(content),
    gzip: Uint8Array.from(await promisify(gzip)(content)),
  }
}
