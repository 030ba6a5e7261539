import type { AssetUrl } from '../../assets.ts'
import { ids } from '../../ids.ts'
import { Layout } from '../../layout.tsx'
import type { Messages } from '../../messages/mod.ts'
import { Mark } from '../../parts/brand.tsx'
import { routes } from '../../routes.ts'

/** Files of the page that is for trying the API, apart from the other pages' assets: they are large, and one page needs them. */
export const API_UI_FILES = Object.freeze(['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js'] as const)
export type ApiUiFile = (typeof API_UI_FILES)[number]

/** The policy of this page: Swagger UI sets styles in its elements and draws its icons from `data:`. */
export const API_PAGE_POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data:", "font-src 'self' data:", "connect-src 'self'",
  "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
].join('; ')

/** `/api`: the API, to read and to try. */
export function ApiPage({ t, assetUrl }: { t: Messages; assetUrl: AssetUrl }) {
  const file = (name: ApiUiFile) => routes.apiUi.to(name)
  return (
    <Layout t={t} title={t.common.title(t.api.title)} assetUrl={assetUrl} bodyClass='page page-api'>
      <main id={ids.main} class='api-page'>
        <p>
          <a class='brand-link' href={routes.home.to()}>
            <Mark /> {t.common.parley}
          </a>
        </p>
        <h1>{t.api.title}</h1>
        <p>{t.api.lead}</p>
        <p class='actions'>
          <a class='button' href={routes.keys.to()}>{t.keys.manage}</a>
          <a class='button' href={routes.apiDescription.to()}>{t.api.description}</a>
        </p>
        <noscript>
          <p class='note'>{t.api.needsScript}</p>
        </noscript>
        <link rel='stylesheet' href={file('swagger-ui.css')} />
        <div id={ids.swagger} class='swagger' lang='en' data-description={routes.apiDescription.to()} />
        <script src={file('swagger-ui-bundle.js')} defer />
        <script src={file('start.js')} defer />
      </main>
    </Layout>
  )
}
