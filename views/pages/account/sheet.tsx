import type { Child } from 'hono/jsx'
import type { AssetName } from '../../assets.ts'
import { ids } from '../../ids.ts'
import { Layout } from '../../layout.tsx'
import { Mark } from '../../parts/brand.tsx'
import { routes } from '../../routes.ts'
import type { AccountPageProps, Done } from './form.ts'

interface SheetProps extends AccountPageProps {
  readonly title: string
  /** Something is wrong with a field: the title says so, for screen readers. */
  readonly wrong?: boolean
  readonly wide?: boolean
  readonly scripts?: readonly AssetName[]
  readonly refreshS?: number | undefined
  readonly children?: Child
}

/** A page of an account: the way home, one heading, and what it is for. */
export function Sheet({ t, assetUrl, title, wrong = false, wide = false, scripts, refreshS, children }: SheetProps) {
  return (
    <Layout t={t} title={t.common.title(wrong ? t.common.checkForm : title)} assetUrl={assetUrl} {...(scripts ? { scripts } : {})} bodyClass='page page-account' refreshS={refreshS}>
      <main id={ids.main} class={wide ? 'sheet sheet-wide' : 'sheet'}>
        <p class='brand'>
          <a class='brand-link' href={routes.home.to()}>
            <Mark /> <span class='brand-name'>{t.common.parley}</span>
          </a>
        </p>
        <h1 class='message-title'>{title}</h1>
        {children}
      </main>
    </Layout>
  )
}

/** What was just done. */
export function DoneNote({ t, done }: { t: AccountPageProps['t']; done: Done | null }) {
  return done === null ? <></> : <p class='note' role='status'>{t.account.done[done]}</p>
}

/** Mails of this server end in its log. */
export function NoMailNote({ t }: { t: AccountPageProps['t'] }) {
  return <p class='note' data-tone='warning'>{t.account.noMail}</p>
}
