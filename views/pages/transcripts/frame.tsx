import type { Child } from 'hono/jsx'
import type { AssetUrl } from '../../assets.ts'
import { ids } from '../../ids.ts'
import { Layout } from '../../layout.tsx'
import type { Messages } from '../../messages/mod.ts'
import { Mark } from '../../parts/brand.tsx'
import { routes } from '../../routes.ts'

export interface TranscriptsFrameProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
}

/** A page of the history: the way home and to all transcripts, one heading, and what it is for. */
export function Frame({ t, assetUrl, title, children }: TranscriptsFrameProps & { readonly title: string; readonly children?: Child }) {
  return (
    <Layout t={t} title={t.common.title(title)} assetUrl={assetUrl} bodyClass='page page-history' scripts={['htmx.js', 'local_time.js', 'dubs.js']}>
      <main id={ids.main} class='history'>
        <nav class='history-nav'>
          <a class='brand-link' href={routes.home.to()}>
            <Mark /> {t.common.parley}
          </a>
          <a href={routes.transcripts.to()}>{t.transcripts.all}</a>
        </nav>
        <h1>
          <bdi>{title}</bdi>
        </h1>
        {children}
      </main>
    </Layout>
  )
}
