import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { AssetName, AssetUrl } from './assets.ts'
import { ids } from './ids.ts'
import type { Messages } from './messages/mod.ts'
import { LocaleSwitch } from './parts/locale_switch.tsx'

/** Inline scripts, inline styles and `eval` are refused by the Content-Security-Policy, so htmx goes without them. */
const HTMX_CONFIG = JSON.stringify({
  includeIndicatorStyles: false,
  historyRestoreAsHxRequest: false,
  historyCacheSize: 0,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
})

/** The policy that the pages are written for: everything from our own origin, nothing inline. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

export interface LayoutProps {
  readonly t: Messages
  readonly title: string
  readonly assetUrl: AssetUrl
  /** Scripts in the order in which they run. `htmx.js` and `htmx-ws.js` are classic scripts, the others modules. */
  readonly scripts?: readonly AssetName[]
  /** What the skip link leads to, when that is not the main part. */
  readonly skipTo?: { readonly id: string; readonly label: string }
  readonly bodyClass: string
  /** The path that the page is at, for coming back to it in another language; by default the one that the browser names. */
  readonly here?: string
  /** Seconds after which a page without a script loads itself again. */
  readonly refreshS?: number | undefined
  /** False where a foot of the page has no place. */
  readonly foot?: boolean
  readonly children?: Child
}

/** A whole page. */
export function Layout({ t, title, assetUrl, scripts = [], skipTo, bodyClass, here, refreshS, foot = true, children }: LayoutProps) {
  const skip = skipTo ?? { id: ids.main, label: t.common.skipToContent }
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={t.locale} dir='ltr'>
        <head>
          <meta charset='utf-8' />
          <title>{title}</title>
          <meta name='viewport' content='width=device-width, initial-scale=1, viewport-fit=cover' />
          <meta name='color-scheme' content='light dark' />
          <meta name='referrer' content='same-origin' />
          {refreshS !== undefined && (
            <noscript>
              <meta http-equiv='refresh' content={String(refreshS)} />
            </noscript>
          )}
          <link rel='icon' type='image/svg+xml' href={assetUrl('icon.svg')} />
          <link rel='stylesheet' href={assetUrl('app.css')} />
          {scripts.includes('htmx.js') && <meta name='htmx-config' content={HTMX_CONFIG} />}
          {scripts.map((name) =>
            name.startsWith('htmx')
              ? <script src={assetUrl(name)} defer />
              : <script type='module' src={assetUrl(name)} />
          )}
        </head>
        <body class={bodyClass}>
          <a class='skip' href={`#${skip.id}`}>{skip.label}</a>
          {children}
          {foot && (
            <footer class='page-foot'>
              <LocaleSwitch t={t} here={here} />
            </footer>
          )}
        </body>
      </html>
    </>
  )
}
