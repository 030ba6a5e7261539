import type { Child } from 'hono/jsx'
import type { Problem } from '../../domain/errors.ts'
import type { AssetUrl } from '../assets.ts'
import { ids } from '../ids.ts'
import { Layout } from '../layout.tsx'
import type { Messages } from '../messages/mod.ts'
import { Mark } from '../parts/brand.tsx'
import { Sentence } from '../parts/sentence.tsx'
import { routes } from '../routes.ts'

interface MessagePageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  readonly title: string
  readonly here?: string
  readonly children?: Child
}

/** A page that says one thing and what to do about it. */
export function MessagePage({ t, assetUrl, title, here, children }: MessagePageProps) {
  return (
    <Layout t={t} title={t.common.title(title)} assetUrl={assetUrl} bodyClass='page page-message' here={here}>
      <main id={ids.main} class='sheet'>
        <p class='brand'>
          <Mark /> <span class='brand-name'>{t.common.parley}</span>
        </p>
        <h1 class='message-title'>{title}</h1>
        {children}
      </main>
    </Layout>
  )
}

function HomeLink({ t }: { t: Messages }) {
  return <a class='button button-primary' href={routes.home.to()}>{t.refusals.startNew}</a>
}

/** 404. With a code: nobody has a meeting under it. */
export function NotFoundPage({ t, assetUrl, code }: { t: Messages; assetUrl: AssetUrl; code?: string }) {
  return (
    <MessagePage t={t} assetUrl={assetUrl} title={code === undefined ? t.refusals.pageNotFound : t.refusals.meetingNotFound}>
      {code === undefined ? <p>{t.refusals.noPage}</p> : (
        <p>
          <Sentence
            of={t.refusals.noMeeting}
            fill={{ code: <span class='code' dir='ltr'>{code}</span>, example: <span class='code' dir='ltr'>abcd-efgh-jkmn</span> }}
          />
        </p>
      )}
      <p>
        <HomeLink t={t} />
      </p>
    </MessagePage>
  )
}

interface ErrorPageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  /** From domain/errors.ts, so it shows nothing of the inside. */
  readonly problem: Problem
  readonly retryTo?: string | undefined
}

/** Any other refusal or failure: what it means in the reader's words, then what the server says, as it says it to programs. */
export function ErrorPage({ t, assetUrl, problem, retryTo }: ErrorPageProps) {
  const { title, next } = t.errors[problem.code]
  return (
    <MessagePage t={t} assetUrl={assetUrl} title={title} here={retryTo}>
      <p>{next}</p>
      {problem.code !== 'internal' && <p class='hint' lang='en' dir='ltr'>{problem.detail}</p>}
      <p class='actions'>
        {retryTo !== undefined && <a class='button button-primary' href={retryTo}>{t.common.tryAgain}</a>}
        <a class='button' href={routes.home.to()}>{t.common.toStart}</a>
      </p>
    </MessagePage>
  )
}
